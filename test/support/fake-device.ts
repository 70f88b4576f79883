import type { Device, DeviceRules } from '#src/device/device.ts'
import type { Resource } from '#src/device/resource.ts'

/** Compares values as they are, in no order. */
export const plainRules: DeviceRules = {
  canonical: (_path, _attribute, value) => value,
  isShared: () => false,
  isOrdered: () => false,
}

export type FakeDevice = Device & AsyncDisposable & { resources: () => Resource[] }

/** A device made of a list. It forgets nothing and fails only when told to. */
export function fakeDevice(
  initial: readonly Resource[] = [],
  rules: DeviceRules = plainRules,
): FakeDevice {
  let held = [...initial]
  const isSame = (a: Resource) => (b: Resource) => a.path === b.path && a.name === b.name

  return {
    rules,
    resources: () => held,
    about: async () => ({
      identity: 'fake',
      model: 'list',
      version: [7, 18],
      hasFlash: false,
      hotspots: [],
      mayRunHotspot: true,
    }),
    observe: async () => held,
    add: async (resource) => void held.push(resource),
    change: async (resource, { set, sealed }) => {
      held = held.map((have) =>
        isSame(resource)(have)
          ? { ...have, set: { ...have.set, ...set }, ...(sealed ? { sealed } : {}) }
          : have,
      )
    },
    move: async (resource, before) => {
      const rest = held.filter((have) => !isSame(resource)(have))
      const moving = held.filter(isSame(resource))
      const at = before ? rest.findIndex(isSame(before)) : rest.length
      held = rest.toSpliced(at, 0, ...moving)
    },
    remove: async (resource) => {
      held = held.filter((have) => !isSame(resource)(have))
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}

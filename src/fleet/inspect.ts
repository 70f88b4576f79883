import type { DeviceAbout } from '#src/device/device.ts'
import { describe } from './describe.ts'
import { plan, type Step } from './plan.ts'
import type { DesiredFor, OpenDevice } from './reconcile.ts'

export type Inspection = {
  readonly about: DeviceAbout
  readonly steps: readonly Step[]
  /** The steps for people, one line each; none when the device is as it should be. */
  readonly lines: readonly string[]
  /** What a technician should know though no step will touch it. */
  readonly notes: readonly string[]
}

/** Looks at a device and says what a push would do. Changes nothing. */
export async function inspect(
  open: OpenDevice,
  desiredFor: DesiredFor,
  signal: AbortSignal,
): Promise<Inspection> {
  await using device = await open(signal)
  const about = await device.about(signal)
  const observed = await device.observe(signal)
  const desired = desiredFor(about)
  const steps = plan(desired, observed, device.rules)

  const kept = observed.filter(
    (have) => have.copyOf !== undefined && !steps.some(({ resource }) => resource === have),
  )
  const absent = desired.filter(
    ({ isAdopted, path, name }) =>
      isAdopted && !observed.some((have) => have.path === path && have.name === name),
  )
  return {
    about,
    steps,
    lines: steps.map(describe),
    notes: [
      ...(about.mayRunHotspot ? [] : [DEVICE_MODE]),
      ...kept.map(({ path, name, copyOf }) => {
        return `${path} ${name} is a copy of ${copyOf} and is left alone`
      }),
      ...absent.map(
        ({ path, name }) => `${path} ${name} is not on the device; make it there first`,
      ),
    ],
  }
}

const DEVICE_MODE =
  'the device may not run a hotspot: /system device-mode update hotspot=yes, then press its button'

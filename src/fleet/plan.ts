import type { Change, DeviceRules } from '#src/device/device.ts'
import { isOurs, type Resource, type Sealed } from '#src/device/resource.ts'
import { moves } from './order.ts'

export type Step =
  | { readonly kind: 'add'; readonly resource: Resource }
  | { readonly kind: 'change'; readonly resource: Resource; readonly change: Change }
  /** Before another row of its path, or last. */
  | { readonly kind: 'move'; readonly resource: Resource; readonly before: Resource | undefined }
  | { readonly kind: 'remove'; readonly resource: Resource }

/**
 * The steps that turn `observed` into `desired`, in an order that never leaves the device without its
 * way home: additions and changes first, then order, removals last and dependants before what they use.
 *
 * Settings we do not name are left alone, as are resources that are not ours, so a technician's own
 * rules survive every push. So does a copy somebody made of a row of ours, while the row itself is wanted.
 * A device that took the steps gives an empty plan.
 */
export function plan(
  desired: readonly Resource[],
  observed: readonly Resource[],
  rules: DeviceRules,
): Step[] {
  const seen = new Map(observed.map((resource) => [keyOf(resource), resource]))
  const wanted = new Set(desired.map(keyOf))

  const additions = desired.filter((want) => !seen.has(keyOf(want)) && !want.isAdopted)
  const changes = desired.flatMap((want) => changeOf(want, seen.get(keyOf(want)), rules))
  const removals = observed.filter((have) => {
    const original = { path: have.path, name: have.copyOf ?? have.name }
    return isOurs(original) && !wanted.has(keyOf(original))
  })
  const kept = observed.filter((have) => isOurs(have) && wanted.has(keyOf(have)))

  return [
    ...additions.map((resource): Step => ({ kind: 'add', resource })),
    ...changes,
    ...moves(
      desired.filter(({ path }) => rules.isOrdered(path)),
      [...kept, ...additions].filter(({ path }) => rules.isOrdered(path)),
    ),
    ...removals.toReversed().map((resource): Step => ({ kind: 'remove', resource })),
  ]
}

/** Names a resource on its device. */
export function keyOf({ path, name }: Pick<Resource, 'path' | 'name'>): string {
  return `${path} ${name}`
}

function changeOf(want: Resource, have: Resource | undefined, rules: DeviceRules): Step[] {
  if (!have) return []
  const drift = Object.entries(want.set).flatMap(([attribute, value]) => {
    const needed = neededValue(want.path, attribute, value, have.set[attribute] ?? '', rules)
    return needed === undefined ? [] : [[attribute, needed] as const]
  })
  const sealed = want.sealed && isStale(want.sealed, have.sealed) ? want.sealed : undefined
  if (drift.length === 0 && !sealed) return []
  const change = { set: Object.fromEntries(drift), ...(sealed ? { sealed } : {}) }
  return [{ kind: 'change', resource: have, change }]
}

/** What must be written so that the device agrees, or nothing when it does. */
function neededValue(
  path: string,
  attribute: string,
  want: string,
  have: string,
  rules: DeviceRules,
): string | undefined {
  const [wanted, held] = [want, have].map((value) => rules.canonical(path, attribute, value))
  if (wanted === held) return undefined
  if (!rules.isShared(path, attribute)) return want

  const theirs = have.split(',').filter((member) => member !== '')
  const missing = want.split(',').filter((member) => !theirs.includes(member))
  return missing.length === 0 ? undefined : [...theirs, ...missing].join(',')
}

/** A secret is compared by its mark; its value too, where the device lets us read it. */
function isStale(want: Sealed, have: Sealed | undefined): boolean {
  if (want.mark !== have?.mark) return true
  return Object.entries(have.set).some(
    ([name, shown]) => want.set[name] !== undefined && want.set[name].reveal() !== shown.reveal(),
  )
}

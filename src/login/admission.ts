import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { UsedSoFar } from '#src/kernel/usage.ts'
import type { Opening } from '#src/places/opening-hours.ts'
import { type Allowance, allowance } from '#src/plans/allowance.ts'
import type { Plan } from '#src/plans/plan.ts'
import { type PlanStore, planNamed } from '#src/plans/plan-store.ts'
import type { Session } from '#src/sessions/session.ts'
import type { SlowedStore } from '#src/sessions/slowed-store.ts'
import { usedByNow } from '#src/sessions/unreported.ts'
import type { Arrivals } from './arrivals.ts'
import type { Grant } from './grant-store.ts'
import { staggered } from './stagger.ts'

/** What deciding how much one more session may have needs. All of it is answered at once. */
export type AdmissionPorts = {
  readonly plans: Pick<PlanStore, 'find'>
  /** What a person has used of day and month, by the last word of every gateway. */
  readonly used: (person: number, now: Millis) => UsedSoFar
  /** Everything a person has open, on all devices and gateways. */
  readonly liveOfPerson: (person: number) => readonly Session[]
  /** Whether a site's Wi-Fi may be used. */
  readonly openingAt: (site: string, now: Millis) => Opening
  readonly arrivals: Arrivals
  readonly slowed: Pick<SlowedStore, 'add'>
}

/** Who asks, where, on what plan, and until when at the latest that lets them in. */
export type Asking = Pick<Grant, 'person' | 'device' | 'site' | 'plan' | 'expiresAt'>

/** Why somebody who has proven who they are gets nothing now. */
export type NotNow =
  | Exclude<Allowance, { readonly kind: 'open' }>
  | { readonly kind: 'grant-expired' }
  /** The place is closed; `opensAt` is when it opens. */
  | { readonly kind: 'closed'; readonly opensAt: Millis }
  /** As many of the person's devices are online as the plan lets be at once. */
  | { readonly kind: 'too-many-devices'; readonly devices: number }

/** What one more session may have, or why nothing. */
export type Admission = Extract<Allowance, { readonly kind: 'open' }> | NotNow

/**
 * Decides on a grant, and counts its device as online from here on.
 *
 * Deciding and counting are one synchronous step, which is what makes the number of devices exact when
 * two gateways ask at once. Asked twice for one grant, it answers the same and counts once.
 */
export function admit(
  ports: AdmissionPorts,
  grant: Asking & Pick<Grant, 'id'>,
  now: Millis,
): Admission {
  const admission = admissionOf(ports, grant, now)
  if (admission.kind !== 'open') return admission
  if (planNamed(ports.plans, grant.plan).devices !== undefined) ports.arrivals.add(grant, now)
  if (admission.slowedBy !== undefined) ports.slowed.add(grant.id)
  const interimSeconds = staggered(admission.limits.interimSeconds, grant.id)
  return { ...admission, limits: { ...admission.limits, interimSeconds } }
}

/** What one more session may have now. A device that is online already is not one more. */
export function admissionOf(ports: AdmissionPorts, asking: Asking, now: Millis): Admission {
  const opening = ports.openingAt(asking.site, now)
  if (!opening.isOpen) return { kind: 'closed', opensAt: opening.opensAt }
  // Session-Timeout counts whole seconds, and to some gateways 0 means without end.
  const secondsOpen = Math.floor((Math.min(asking.expiresAt, opening.closesAt) - now) / SECOND)
  if (secondsOpen < 1) return shutNow(asking, opening.closesAt)

  const plan = planNamed(ports.plans, asking.plan)
  const live = ports.liveOfPerson(asking.person)
  const used = usedByNow(ports.used(asking.person, now), live, now)
  const left = allowance(plan, used, secondsOpen)
  if (left.kind !== 'open') return left
  return hasRoom(ports, asking, plan, live, now)
    ? left
    : { kind: 'too-many-devices', devices: plan.devices ?? 0 }
}

/** The last second before closing, or before the end of what was granted. */
function shutNow({ expiresAt }: Asking, closesAt: Millis): NotNow {
  return expiresAt <= closesAt ? { kind: 'grant-expired' } : { kind: 'closed', opensAt: closesAt }
}

function hasRoom(
  { arrivals }: AdmissionPorts,
  { person, device }: Asking,
  { devices }: Plan,
  live: readonly Session[],
  now: Millis,
): boolean {
  if (devices === undefined) return true
  const others = new Set(arrivals.devicesOf(person, now))
  for (const session of live) if (session.device !== undefined) others.add(session.device)
  others.delete(device)
  return others.size < devices
}

import type { Limits } from '#src/kernel/limits.ts'
import type { Used, UsedSoFar } from '#src/kernel/usage.ts'
import { OCTETS_PER_MEGABYTE, type Plan } from './plan.ts'

/** The limit of a person that is used up. */
export type Spent = 'month-time-spent' | 'month-data-spent' | 'time-spent' | 'data-spent'

/** What a session may have now, or why it may have nothing. */
export type Allowance =
  /** `slowedBy`: the limit that is used up, where the plan slows down instead of ending. */
  | { readonly kind: 'open'; readonly limits: Limits; readonly slowedBy?: Spent }
  | { readonly kind: Spent }

const SECONDS_PER_MINUTE = 60

/**
 * What is left of a plan, as limits for one more session.
 *
 * `secondsOpen`, at least 1, is how long it may run whatever the plan says: until the place closes or
 * the voucher ends. No limit given here is below 1, because gateways take 0 for unlimited.
 */
export function allowance(
  plan: Plan,
  used: UsedSoFar,
  secondsOpen = Number.POSITIVE_INFINITY,
): Allowance {
  const slowedBy = spentOf(plan, used)
  if (slowedBy === undefined) return { kind: 'open', limits: fullLimits(plan, used, secondsOpen) }
  if (!isSlowing(plan)) return { kind: slowedBy }
  return { kind: 'open', limits: slowLimits(plan, secondsOpen), slowedBy }
}

/** The limit that is used up, and of several the one that comes back last; or nothing. */
export function spentOf(plan: Plan, { day, month }: UsedSoFar): Spent | undefined {
  if (isTimeSpent(plan.monthMinutes, month)) return 'month-time-spent'
  if (isDataSpent(plan.monthMegabytes, month)) return 'month-data-spent'
  if (isTimeSpent(plan.dayMinutes, day)) return 'time-spent'
  return isDataSpent(plan.dayMegabytes, day) ? 'data-spent' : undefined
}

/** A plan whose limits slow sessions down instead of ending them. */
type SlowingPlan = Plan & { readonly atLimit: Exclude<Plan['atLimit'], 'end' | undefined> }

/** Whether a limit slows this plan's sessions down instead of ending them. */
export function isSlowing(plan: Plan): plan is SlowingPlan {
  return plan.atLimit !== undefined && plan.atLimit !== 'end'
}

/** What is left of a figure that may be unlimited: never negative, and absent is unlimited. */
export function left(allowed: number | undefined, used: number): number | undefined {
  return allowed === undefined ? undefined : Math.max(0, allowed - used)
}

/** Seconds left of day and month together; `Infinity` where neither is limited. */
export function secondsLeft(plan: Plan, { day, month }: UsedSoFar): number {
  const { dayMinutes = Infinity, monthMinutes = Infinity } = plan
  return Math.min(
    dayMinutes * SECONDS_PER_MINUTE - day.seconds,
    monthMinutes * SECONDS_PER_MINUTE - month.seconds,
  )
}

/** Octets left of day and month together; `Infinity` where neither is limited. */
function octetsLeft(plan: Plan, { day, month }: UsedSoFar): number {
  const { dayMegabytes = Infinity, monthMegabytes = Infinity } = plan
  return Math.min(
    dayMegabytes * OCTETS_PER_MEGABYTE - day.octets,
    monthMegabytes * OCTETS_PER_MEGABYTE - month.octets,
  )
}

/** The limits of a session whose person has used nothing up. */
export function fullLimits(plan: Plan, used: UsedSoFar, secondsOpen: number): Limits {
  const { upKbps, downKbps } = plan
  const rate = upKbps && downKbps ? { rate: { upKbps, downKbps } } : undefined
  const sessionSeconds = Math.min(plan.sessionMinutes * SECONDS_PER_MINUTE, secondsOpen)
  // A gateway ends at its quota. Where the plan slows down, what is used up is noticed here instead.
  if (isSlowing(plan)) return { ...pausesOf(plan), ...rate, sessionSeconds }

  const octets = Math.min(
    octetsLeft(plan, used),
    (plan.sessionMegabytes ?? Infinity) * OCTETS_PER_MEGABYTE,
  )
  return {
    ...pausesOf(plan),
    ...rate,
    sessionSeconds: Math.min(sessionSeconds, secondsLeft(plan, used)),
    ...(octets === Infinity ? undefined : { octets }),
  }
}

/** The limits of a session that a used-up limit slows down. */
export function slowLimits(plan: SlowingPlan, secondsOpen: number): Limits {
  const { slowUpKbps: upKbps, slowDownKbps: downKbps } = plan.atLimit
  const sessionSeconds = Math.min(plan.sessionMinutes * SECONDS_PER_MINUTE, secondsOpen)
  return { ...pausesOf(plan), rate: { upKbps, downKbps }, sessionSeconds }
}

function pausesOf({ idleMinutes, interimSeconds }: Plan) {
  return { idleSeconds: idleMinutes * SECONDS_PER_MINUTE, interimSeconds }
}

function isTimeSpent(minutes: number | undefined, { seconds }: Used): boolean {
  return minutes !== undefined && seconds >= minutes * SECONDS_PER_MINUTE
}

function isDataSpent(megabytes: number | undefined, { octets }: Used): boolean {
  return megabytes !== undefined && octets >= megabytes * OCTETS_PER_MEGABYTE
}

import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Limits } from '#src/kernel/limits.ts'
import { nextMidnight } from '#src/kernel/period.ts'
import type { Used, UsedSoFar } from '#src/kernel/usage.ts'
import type { Opening } from '#src/places/opening-hours.ts'
import {
  fullLimits,
  isSlowing,
  type Spent,
  secondsLeft,
  slowLimits,
  spentOf,
} from '#src/plans/allowance.ts'
import { OCTETS_PER_MEGABYTE, type Plan } from '#src/plans/plan.ts'
import type { Session } from '#src/sessions/session.ts'

/** What of a running session its limits depend on. */
export type Running = Pick<
  Session,
  'startedAt' | 'updatedAt' | 'seconds' | 'octetsIn' | 'octetsOut'
>

/** What a session was granted, and how its place stands. */
export type Terms = {
  readonly plan: Plan
  /** The end of what was granted. */
  readonly expiresAt: Millis
  readonly opening: Opening
  /** Its gateway was told the plan's slow rate. */
  readonly isSlowed: boolean
}

/** Why a session may not go on as it does, in words for the audit trail. */
export type Reason =
  | Spent
  | 'session-time-spent'
  | 'session-data-spent'
  | 'closed'
  | 'grant-expired'
  /** There is more again. */
  | 'more'

/** What must become of a running session. Limits count from its beginning, as in its Access-Accept. */
export type Verdict =
  | { readonly kind: 'keep' }
  | { readonly kind: 'end'; readonly reason: Reason }
  | { readonly kind: 'slow'; readonly reason: Reason; readonly limits: Limits }
  /** Back to the plan's own rate. */
  | { readonly kind: 'restore'; readonly reason: 'more'; readonly limits: Limits }

const SECONDS_PER_MINUTE = 60
const KEEP: Verdict = { kind: 'keep' }

/** Judges a running session by what its person has used until `at`, on all devices and gateways. */
export function verdictOn(session: Running, terms: Terms, used: UsedSoFar, at: Millis): Verdict {
  const over = overOf(session, terms, at)
  if (over) return { kind: 'end', reason: over }

  const { plan, isSlowed } = terms
  const reason = spentOf(plan, used) ?? sessionDataSpent(plan, session)
  if (reason === undefined) {
    if (!isSlowed) return KEEP
    const limits = fullLimits(plan, before(used, session), secondsOpen(session, terms))
    return { kind: 'restore', reason: 'more', limits }
  }
  if (!isSlowing(plan)) return { kind: 'end', reason }
  if (isSlowed) return KEEP
  return { kind: 'slow', reason, limits: slowLimits(plan, secondsOpen(session, terms)) }
}

/**
 * When a session's verdict may next change by the clock alone, if its person goes on using time on
 * `count` sessions at once. Never before a second from `at`.
 */
export function nextLookAt(
  session: Running,
  { plan, expiresAt, opening, isSlowed }: Terms,
  used: UsedSoFar,
  { at, count }: { readonly at: Millis; readonly count: number },
): Millis {
  const sessionEndsAt = session.startedAt + plan.sessionMinutes * SECONDS_PER_MINUTE * SECOND
  const closesAt = opening.isOpen ? opening.closesAt : at
  const isSpent = spentOf(plan, used) !== undefined
  // What is used up comes back at midnight, and until then there is nothing left to run out.
  const turnsAt = isSpent || isSlowed ? nextMidnight(at) : runsOutAt(plan, used, at, count)
  return Math.max(at + SECOND, Math.min(sessionEndsAt, expiresAt, closesAt, turnsAt))
}

/** n sessions use n seconds a second. */
function runsOutAt(plan: Plan, used: UsedSoFar, at: Millis, count: number): Millis {
  return at + Math.ceil(secondsLeft(plan, used) / Math.max(1, count)) * SECOND
}

/** What ends a session whatever its plan does at a limit. */
function overOf(session: Running, terms: Terms, at: Millis): Reason | undefined {
  if (!terms.opening.isOpen) return 'closed'
  if (terms.expiresAt <= at) return 'grant-expired'
  const seconds = Math.max(session.seconds, (at - session.startedAt) / SECOND)
  return seconds >= terms.plan.sessionMinutes * SECONDS_PER_MINUTE
    ? 'session-time-spent'
    : undefined
}

function sessionDataSpent({ sessionMegabytes }: Plan, session: Running): Reason | undefined {
  if (sessionMegabytes === undefined) return undefined
  const isSpent = octetsOf(session) >= sessionMegabytes * OCTETS_PER_MEGABYTE
  return isSpent ? 'session-data-spent' : undefined
}

/** How long a session may be from its beginning to when its place closes or its grant ends. */
function secondsOpen({ startedAt }: Running, { expiresAt, opening }: Terms): number {
  const until = Math.min(expiresAt, opening.isOpen ? opening.closesAt : expiresAt)
  return Math.max(1, Math.floor((until - startedAt) / SECOND))
}

/** Without what this session used: what is left then counts from its beginning. */
function before({ day, month }: UsedSoFar, session: Running): UsedSoFar {
  const own = { seconds: session.seconds, octets: octetsOf(session) }
  return { day: less(day, own), month: less(month, own) }
}

function less(used: Used, own: Used): Used {
  return { seconds: used.seconds - own.seconds, octets: used.octets - own.octets }
}

function octetsOf({ octetsIn, octetsOut }: Running): number {
  return octetsIn + octetsOut
}

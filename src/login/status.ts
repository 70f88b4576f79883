import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { UsedSoFar } from '#src/kernel/usage.ts'
import { isSlowing, left, type Spent, secondsLeft, spentOf } from '#src/plans/allowance.ts'
import { OCTETS_PER_MEGABYTE, type Plan } from '#src/plans/plan.ts'
import { planNamed } from '#src/plans/plan-store.ts'
import type { Session } from '#src/sessions/session.ts'
import { usedByNow } from '#src/sessions/unreported.ts'
import type { Grant } from './grant-store.ts'
import { REPORT_LIFE, STATUS_LIFE } from './limits.ts'
import type { LoginPorts } from './ports.ts'
import { openStatus } from './tokens.ts'

/** What is left of time and data; absent is unlimited. */
export type Left = { readonly seconds: number | undefined; readonly octets: number | undefined }

/** A stay as its owner may see it. */
export type Access = {
  /** `waiting`: granted, and the gateway has not reported the session yet. */
  readonly state: 'waiting' | 'online' | 'ended'
  readonly plan: Plan
  /** The slug of the site. */
  readonly site: string
  /** Left of today, over all devices. */
  readonly day: Left
  /** Left of this month, over all devices. */
  readonly month: Left
  /** Until the gateway ends this session; nothing of it unless online. */
  readonly stay: Left
  /** How many of the owner's devices are online, this one included. */
  readonly devices: number
  /** The limit of day or month that is used up. */
  readonly spent: Spent | undefined
  /** When the place closes; absent is never. */
  readonly closesAt: Millis | undefined
  readonly session: Session | undefined
}

export type Status =
  | { readonly kind: 'known'; readonly access: Access }
  | { readonly kind: 'unknown' }

const SECONDS_PER_MINUTE = 60

/** What the holder of a status token has left, and how their session goes. */
export function status(ports: LoginPorts, token: unknown): Status {
  const now = ports.clock()
  const id = openStatus(ports.keyring, token)
  const grant = id === undefined ? undefined : ports.grants.find(id)
  if (!grant || grant.expiresAt + STATUS_LIFE <= now) return { kind: 'unknown' }

  const plan = planNamed(ports.plans, grant.plan)
  const session = ports.sessionOfGrant(grant.id)
  const state = stateOf(grant, session, now)
  const live = ports.liveOfPerson(grant.person)
  const used = usedByNow(ports.used(grant.person, now), live, now)
  const { day, month } = leftOf(plan, used)
  const opening = ports.openingAt(grant.site, now)
  const closesAt = opening.isOpen && opening.closesAt < Infinity ? opening.closesAt : undefined
  const until = Math.min(grant.expiresAt, closesAt ?? Infinity)

  return {
    kind: 'known',
    access: {
      state,
      plan,
      site: grant.site,
      day,
      month,
      stay:
        state === 'online' && session
          ? stayOf(
              plan,
              session,
              Math.min(secondsBetween(now, until), secondsLeftOf(plan, used)),
              now,
            )
          : { seconds: 0, octets: undefined },
      devices: new Set(live.map(({ device }) => device)).size,
      spent: spentOf(plan, used),
      closesAt,
      session,
    },
  }
}

function stateOf(grant: Grant, session: Session | undefined, now: Millis): Access['state'] {
  if (session) return session.stoppedAt === undefined ? 'online' : 'ended'
  return now < grant.grantedAt + REPORT_LIFE ? 'waiting' : 'ended'
}

function leftOf(plan: Plan, { day, month }: UsedSoFar): { day: Left; month: Left } {
  return {
    day: {
      seconds: left(secondsIn(plan.dayMinutes), day.seconds),
      octets: left(octetsIn(plan.dayMegabytes), day.octets),
    },
    month: {
      seconds: left(secondsIn(plan.monthMinutes), month.seconds),
      octets: left(octetsIn(plan.monthMegabytes), month.octets),
    },
  }
}

/** How long the person's time lets a session run: where the plan slows down, its end ends nothing. */
function secondsLeftOf(plan: Plan, used: UsedSoFar): number {
  return isSlowing(plan) ? Infinity : secondsLeft(plan, used)
}

/** What a session has left by its own limits, and of the `seconds` that it may run at most. */
function stayOf(plan: Plan, session: Session, seconds: number, now: Millis): Left {
  const bySession =
    plan.sessionMinutes * SECONDS_PER_MINUTE - secondsBetween(session.startedAt, now)
  const octets = session.octetsIn + session.octetsOut
  return {
    seconds: Math.max(0, Math.min(bySession, seconds)),
    octets: left(octetsIn(plan.sessionMegabytes), octets),
  }
}

function secondsIn(minutes: number | undefined): number | undefined {
  return minutes && minutes * SECONDS_PER_MINUTE
}

function octetsIn(megabytes: number | undefined): number | undefined {
  return megabytes && megabytes * OCTETS_PER_MEGABYTE
}

function secondsBetween(from: Millis, to: Millis): number {
  return Math.max(0, Math.floor((to - from) / SECOND))
}

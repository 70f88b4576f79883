import { MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Plan } from '#src/plans/plan.ts'
import type { Session } from '#src/sessions/session.ts'
import { planNamed } from './grant.ts'
import type { Grant } from './grant-store.ts'
import { CREDENTIAL_LIFE, STATUS_LIFE } from './limits.ts'
import type { LoginPorts } from './ports.ts'
import { openStatus } from './tokens.ts'

/** A stay as its owner may see it. */
export type Access = {
  /** `waiting`: granted, and the gateway has not reported the session yet. */
  readonly state: 'waiting' | 'online' | 'ended'
  readonly plan: Plan
  /** The slug of the site. */
  readonly site: string
  /** Left of today's time over all devices; absent is unlimited. */
  readonly secondsLeft: number | undefined
  /** Left of today's data over all devices; absent is unlimited. */
  readonly octetsLeft: number | undefined
  /** Until the gateway ends this session; 0 unless online. */
  readonly sessionSecondsLeft: number
  readonly session: Session | undefined
}

export type Status =
  | { readonly kind: 'known'; readonly access: Access }
  | { readonly kind: 'unknown' }

const OCTETS_PER_MEGABYTE = 1_000_000
/** How long after its credential a gateway's first word may take to be here. */
const REPORT_SLACK: Millis = MINUTE

/** What the holder of a status token has left, and how their session goes. */
export function status(ports: LoginPorts, token: unknown): Status {
  const now = ports.clock()
  const id = openStatus(ports.keyring, token)
  const grant = id === undefined ? undefined : ports.grants.find(id)
  if (!grant || grant.expiresAt + STATUS_LIFE <= now) return { kind: 'unknown' }

  const plan = planNamed(ports, grant.plan)
  const session = ports.sessionOfGrant(grant.id)
  const state = stateOf(grant, session, now)
  const used = ports.used(grant.person, now).day
  // Since its last interim update an open session has used time that no roll-up holds yet.
  const unreported = state === 'online' && session ? secondsSince(session.updatedAt, now) : 0
  const secondsLeft = left(plan.dayMinutes && plan.dayMinutes * 60, used.seconds + unreported)

  return {
    kind: 'known',
    access: {
      state,
      plan,
      site: grant.site,
      secondsLeft,
      octetsLeft: left(plan.dayMegabytes && plan.dayMegabytes * OCTETS_PER_MEGABYTE, used.octets),
      sessionSecondsLeft:
        state === 'online' && session
          ? Math.min(untilTimeout(grant, plan, session, now), secondsLeft ?? Infinity)
          : 0,
      session,
    },
  }
}

function stateOf(grant: Grant, session: Session | undefined, now: Millis): Access['state'] {
  if (session) return session.stoppedAt === undefined ? 'online' : 'ended'
  return now < grant.grantedAt + CREDENTIAL_LIFE + REPORT_SLACK ? 'waiting' : 'ended'
}

function untilTimeout(grant: Grant, plan: Plan, session: Session, now: Millis): number {
  const bySession = plan.sessionMinutes * 60 - secondsSince(session.startedAt, now)
  const byGrant = Math.floor((grant.expiresAt - now) / SECOND)
  return Math.max(0, Math.min(bySession, byGrant))
}

function left(allowed: number | undefined, used: number): number | undefined {
  return allowed === undefined ? undefined : Math.max(0, allowed - used)
}

function secondsSince(then: Millis, now: Millis): number {
  return Math.max(0, Math.floor((now - then) / SECOND))
}

import { Enforcement, type EnforcementPorts } from '#src/enforcement/enforcement.ts'
import { UnreachableStore } from '#src/enforcement/unreachable-store.ts'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Limits } from '#src/kernel/limits.ts'
import { midnightOf } from '#src/kernel/period.ts'
import type { Used } from '#src/kernel/usage.ts'
import type { AuditDraft } from '#src/officers/audit-store.ts'
import type { Opening } from '#src/places/opening-hours.ts'
import { type Plan, PUBLIC_PLAN } from '#src/plans/plan.ts'
import type { DynauthOutcome } from '#src/radius/message.ts'
import type { Session } from '#src/sessions/session.ts'
import { SlowedStore } from '#src/sessions/slowed-store.ts'
import { openTestStore, standingClock } from './house.ts'
import { sessionOf } from './login.ts'

type Asked = { readonly at: Millis; readonly what: 'end' | 'change'; readonly session: number }
type Running = { -readonly [K in keyof Session]: Session[K] }

/** 09:00 in Việt Nam on a Sunday. */
export const MORNING = Date.parse('2026-11-22T02:00:00Z')

/**
 * People online in a city of lambdas: sessions use time by the clock and data when told to, gateways
 * answer as they are told to, and what enforcement asks of them is written down.
 */
export function openEnforcedWorld(plan: Partial<Plan> = {}) {
  const store = openTestStore()
  const clock = standingClock(MORNING)
  const sessions = new Map<number, Running>()
  const slowed = new SlowedStore(store.database)
  const audit: AuditDraft[] = []
  const asked: Asked[] = []
  const logged: unknown[] = []
  /** Whose use was asked for: once a look. */
  const lookedAt: number[] = []
  const world = {
    plan: { ...PUBLIC_PLAN, ...plan } as Plan,
    rules: '1',
    opening: { isOpen: true, closesAt: Number.POSITIVE_INFINITY } as Opening,
    expiresAt: Number.POSITIVE_INFINITY,
    /** What every gateway says to a Disconnect-Request; an ACK is followed by the Stop at once. */
    end: async (_: Session): Promise<DynauthOutcome> => ({ kind: 'ack' }),
    change: async (_: Session, __: Limits): Promise<DynauthOutcome> => ({ kind: 'ack' }),
  }
  const live = (person: number) =>
    [...sessions.values()].filter((one) => one.person === person && one.stoppedAt === undefined)

  const ports: EnforcementPorts = {
    clock,
    log: (event, detail) => logged.push({ event, ...detail }),
    // At once: here time is the clock's, and a disk takes some of its own.
    commit: { run: async (work) => store.database.transaction(work) },
    slowed,
    livePeople: () => new Set([...sessions.values()].flatMap(({ person }) => person ?? [])),
    liveOfPerson: live,
    session: (id) => sessions.get(id),
    used: (person, now) => {
      lookedAt.push(person)
      return usedBy([...sessions.values()], person, now)
    },
    termsOf: ({ grant = 0 }) => ({
      plan: world.plan,
      expiresAt: world.expiresAt,
      opening: world.opening,
      isSlowed: slowed.has(grant),
    }),
    rules: () => world.rules,
    end: async (session) => {
      asked.push({ at: clock(), what: 'end', session: session.id })
      const answer = await world.end(session)
      if (answer.kind === 'unsupported') throw new Error('a Disconnect-Request is never that')
      if (answer.kind === 'ack') stop(session.id)
      return answer
    },
    change: async (session, limits) => {
      asked.push({ at: clock(), what: 'change', session: session.id })
      return world.change(session, limits)
    },
    closeGone: async (id) => stop(id),
    record: (draft) => audit.push(draft),
    unreachable: new UnreachableStore(store.database),
  }
  const enforcement = new Enforcement(ports)

  function begin(changes: Partial<Session> = {}): number {
    const id = sessions.size + 1
    const fresh = { id, device: id, startedAt: clock(), updatedAt: clock(), seconds: 0 }
    const none = { octetsIn: 0, octetsOut: 0 }
    const session = { ...sessionOf(id, clock(), { ...fresh, ...none }), ...changes }
    sessions.set(id, session)
    enforcement.sessionChanged(session)
    return id
  }

  /** An interim word: all its time, and so many octets more. */
  function report(id: number, octets = 0): void {
    const session = sessions.get(id) as Running
    session.seconds = Math.floor((clock() - session.startedAt) / SECOND)
    session.octetsOut += octets
    session.updatedAt = clock()
    enforcement.sessionChanged(session)
  }

  function stop(id: number): void {
    const session = sessions.get(id) as Running
    report(id)
    session.stoppedAt = clock()
    enforcement.sessionChanged(session)
  }

  /** Its gateway restarted: it ended at its last word, and nothing new was said. */
  function lose(id: number): void {
    const session = sessions.get(id) as Running
    session.stoppedAt = session.updatedAt
    enforcement.sessionChanged(session)
  }

  /** Time goes by, with a look every second. */
  async function pass(ms: Millis): Promise<void> {
    for (const until = clock() + ms; clock() < until; ) {
      clock.advance(Math.min(SECOND, until - clock()))
      await look()
    }
  }

  async function look(): Promise<void> {
    await enforcement.look()
    await settled()
  }

  return {
    ...store,
    clock,
    world,
    ports,
    enforcement,
    slowed,
    sessions,
    audit,
    asked,
    logged,
    lookedAt,
    begin,
    report,
    stop,
    lose,
    pass,
    look,
    isLive: (id: number) => sessions.get(id)?.stoppedAt === undefined,
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

/** Answers and commits that need no clock are through. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((done) => setImmediate(done))
}

/** Data counts on the day it was reported, which is enough here; time on the day it was used. */
function usedBy(sessions: readonly Session[], person: number, now: Millis) {
  const month = { seconds: 0, octets: 0 }
  const day = { seconds: 0, octets: 0 }
  for (const session of sessions) {
    if (session.person !== person) continue
    add(month, session.seconds, session)
    const since = Math.max(session.startedAt, midnightOf(now))
    const today = Math.max(0, Math.floor((session.updatedAt - since) / SECOND))
    if (session.updatedAt >= midnightOf(now)) add(day, Math.min(today, session.seconds), session)
  }
  return { day, month }
}

function add(used: { -readonly [K in keyof Used]: Used[K] }, seconds: number, session: Session) {
  used.seconds += seconds
  used.octets += session.octetsIn + session.octetsOut
}

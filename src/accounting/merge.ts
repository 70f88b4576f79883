import { DAY, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { AccountingRequest } from '#src/radius/message.ts'

/**
 * The rule that makes the ledger exact: what was heard of a session, whatever the order, however often.
 *
 * A gateway repeats itself, delivers late, restarts, counts from zero again and reuses its session ids;
 * the network loses and doubles. So nothing here adds up packets. A session is the *set* of words heard
 * of it, put in the order of the gateway's own session clock, and its totals are the largest counters
 * said. Hearing a word again changes nothing, and hearing two words in either order comes to the same.
 *
 * One step of that fold (`hear`) is all a packet costs when it is the newest word of its session, as it
 * nearly always is. A late word is put in its place by folding the session again (`replay`).
 */

/** One Start, Interim or Stop, with the instant it speaks of. Counters as sent. */
export type Word = {
  readonly status: 'start' | 'interim' | 'stop'
  readonly at: Millis
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
  readonly hasGigawords: boolean
  readonly cause: string | undefined
  readonly grant: number | undefined
}

/** What the words heard so far come to. `stoppedAt` is what a Stop said, and never taken back. */
export type Tally = {
  readonly startedAt: Millis
  readonly updatedAt: Millis
  readonly stoppedAt: Millis | undefined
  readonly stopCause: string | undefined
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
}

/** What one word added, used over the `seconds` that ended at `until`. Never negative. */
export type Increment = {
  readonly until: Millis
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
}

/** How a session stands: what a Stop said, or what a restart of its gateway lets us conclude. */
export type End = {
  readonly stoppedAt: Millis | undefined
  readonly stopCause: string | undefined
  readonly isInferred: boolean
}

/**
 * How far the derived starts of one session's words may lie apart: whole-second counters, queues and
 * the retries of a gateway that sends neither Acct-Delay-Time nor Event-Timestamp (at most 60 s on the
 * gateways we know). A reused session id starts later than this after its predecessor.
 */
export const SAME_START_MS: Millis = 90 * SECOND

/** 281 TB, ten gigabits a second for 62 hours: no session is larger, and sums stay exact integers. */
const OCTETS_MAX = 2 ** 48

/** When the event happened: its Event-Timestamp unless that is absurd, else arrival less the delay. */
export function eventTime({
  receivedAt,
  delaySeconds,
  eventTimestamp,
}: Pick<AccountingRequest, 'receivedAt' | 'delaySeconds' | 'eventTimestamp'>): Millis {
  const isSane =
    eventTimestamp !== undefined &&
    eventTimestamp <= receivedAt &&
    eventTimestamp > receivedAt - DAY
  return isSane ? eventTimestamp : receivedAt - Math.min(delaySeconds * SECOND, DAY)
}

/** What an Accounting-Request says of its session. `grant` is what its Class names, if ours. */
export function wordOf(
  request: AccountingRequest,
  status: Word['status'],
  grant: number | undefined,
): Word {
  return {
    status,
    at: eventTime(request),
    seconds: request.sessionSeconds,
    octetsIn: Math.min(request.octetsIn, OCTETS_MAX),
    octetsOut: Math.min(request.octetsOut, OCTETS_MAX),
    hasGigawords: request.hasGigawords,
    cause: request.terminateCause,
    grant,
  }
}

/** When the session of a word began, by that word: what tells sessions with one id apart. */
export function startOf(word: Word): Millis {
  return word.at - word.seconds * SECOND
}

/**
 * Which of the sessions that went by one Acct-Session-Id a word speaks of; nothing when of a new one.
 *
 * A late word of an old session and the first word of a new one with the same id look alike but for
 * when they say they began. Where both name a grant, the grants must agree: a yes is for one session.
 */
export function epochOf<
  E extends { readonly startedAt: Millis; readonly grant: number | undefined },
>(epochs: readonly E[], word: Word): E | undefined {
  const startedAt = startOf(word)
  let nearest: E | undefined
  let nearestMs = Number.POSITIVE_INFINITY
  for (const epoch of epochs) {
    const distanceMs = Math.abs(epoch.startedAt - startedAt)
    const agrees =
      epoch.grant === undefined || word.grant === undefined || epoch.grant === word.grant
    if (!agrees || distanceMs > SAME_START_MS || distanceMs >= nearestMs) continue
    nearest = epoch
    nearestMs = distanceMs
  }
  return nearest
}

/** True when the word comes last by the session's own clock, so that one `hear` is the whole fold. */
export function isNewest(tally: Tally, word: Word): boolean {
  return word.seconds > tally.seconds
}

/** Adds the newest word of a session, or the first. */
export function hear(
  tally: Tally | undefined,
  word: Word,
): { readonly tally: Tally; readonly increment: Increment } {
  const next = tally ? grown(tally, word) : begun(word)
  const increment = {
    until: word.at,
    seconds: next.seconds - (tally?.seconds ?? 0),
    octetsIn: next.octetsIn - (tally?.octetsIn ?? 0),
    octetsOut: next.octetsOut - (tally?.octetsOut ?? 0),
  }
  return { tally: next, increment }
}

/** Folds the whole set of a session's words, which need no order. There must be one at least. */
export function replay(words: readonly Word[]): {
  readonly tally: Tally | undefined
  readonly increments: readonly Increment[]
} {
  let tally: Tally | undefined
  const increments: Increment[] = []
  for (const word of words.toSorted(bySessionClock)) {
    const heard = hear(tally, word)
    tally = heard.tally
    increments.push(heard.increment)
  }
  return { tally, increments }
}

/**
 * How a session ended, if it did. `restartedAt` is its gateway's latest Accounting-On or -Off.
 *
 * A restart ends what began before it and was not heard of since, at the last word of it: nobody knows
 * more. A word from well after the restart proves that the session lived through it.
 */
export function endOf(tally: Tally, restartedAt: Millis | undefined): End {
  const { startedAt, updatedAt, stoppedAt, stopCause } = tally
  if (stoppedAt !== undefined) return { stoppedAt, stopCause, isInferred: false }

  const isLost =
    restartedAt !== undefined && startedAt < restartedAt && updatedAt <= restartedAt + SAME_START_MS
  return isLost
    ? { stoppedAt: updatedAt, stopCause: 'NAS-Reboot', isInferred: true }
    : { stoppedAt: undefined, stopCause: undefined, isInferred: false }
}

function begun(word: Word): Tally {
  const { at, seconds, octetsIn, octetsOut, cause } = word
  const startedAt = startOf(word)
  const stop = word.status === 'stop' ? at : undefined
  return {
    startedAt,
    updatedAt: at,
    stoppedAt: stop,
    stopCause: stop === undefined ? undefined : cause,
    seconds,
    octetsIn,
    octetsOut,
  }
}

function grown(tally: Tally, word: Word): Tally {
  const isFirstStop =
    word.status === 'stop' && (tally.stoppedAt === undefined || word.at < tally.stoppedAt)
  return {
    startedAt: Math.min(tally.startedAt, startOf(word)),
    updatedAt: Math.max(tally.updatedAt, word.at),
    stoppedAt: isFirstStop ? word.at : tally.stoppedAt,
    stopCause: isFirstStop ? word.cause : tally.stopCause,
    seconds: Math.max(tally.seconds, word.seconds),
    octetsIn: counter(tally.octetsIn, word.octetsIn, tally, word),
    octetsOut: counter(tally.octetsOut, word.octetsOut, tally, word),
  }
}

const WRAP = 2 ** 32

/**
 * The larger of what we hold and what is said now, undoing the wrap of a 32-bit counter (RFC 2869 §5.1
 * has Gigawords for that, not every gateway sends them): a counter that fell by more than half its
 * range while the session clock grew has gone round.
 */
function counter(held: number, said: number, tally: Tally, word: Word): number {
  if (word.hasGigawords) return Math.max(held, said)

  const sameRound = held - (held % WRAP) + said
  if (word.seconds > tally.seconds) {
    const hasWrapped = held - sameRound > WRAP / 2
    return Math.max(held, hasWrapped ? sameRound + WRAP : sameRound)
  }
  const isOfRoundBefore = sameRound - held > WRAP / 2
  return isOfRoundBefore ? held : Math.max(held, sameRound)
}

/** A total order, so that the same set of words always folds the same way. */
function bySessionClock(a: Word, b: Word): number {
  return (
    a.seconds - b.seconds ||
    a.at - b.at ||
    RANK[a.status] - RANK[b.status] ||
    a.octetsIn - b.octetsIn ||
    a.octetsOut - b.octetsOut ||
    Number(a.hasGigawords) - Number(b.hasGigawords) ||
    ((a.cause ?? '') < (b.cause ?? '') ? -1 : 1)
  )
}

const RANK = { start: 0, interim: 1, stop: 2 } as const

import { type Millis, SECOND } from '#src/kernel/clock.ts'
import { midnightOf, monthBounds, monthOf } from '#src/kernel/period.ts'
import type { UsedSoFar } from '#src/kernel/usage.ts'
import type { Session } from './session.ts'

type Live = readonly Pick<Session, 'updatedAt'>[]

/**
 * What a person has used by now: what gateways have reported, and the time that their live sessions
 * have run since each was last heard of. `live` are all of the person's live sessions.
 */
export function usedByNow({ day, month }: UsedSoFar, live: Live, now: Millis): UsedSoFar {
  if (live.length === 0) return { day, month }
  const midnight = midnightOf(now)
  const today = unreportedSeconds(live, midnight, now)
  const isAllOfToday = live.every(({ updatedAt }) => updatedAt >= midnight)
  const thisMonth = isAllOfToday
    ? today
    : unreportedSeconds(live, monthBounds(monthOf(now)).from, now)
  return {
    day: { seconds: day.seconds + today, octets: day.octets },
    month: { seconds: month.seconds + thisMonth, octets: month.octets },
  }
}

function unreportedSeconds(live: Live, since: Millis, now: Millis): number {
  let seconds = 0
  for (const { updatedAt } of live) {
    seconds += Math.max(0, Math.floor((now - Math.max(updatedAt, since)) / SECOND))
  }
  return seconds
}

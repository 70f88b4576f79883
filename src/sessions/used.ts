import type { Day } from '#src/kernel/period.ts'
import type { Used, UsedSoFar } from '#src/kernel/usage.ts'

/** A person's usage as of a day: flat, for there are many. */
export type UsedAsOf = {
  readonly today: Day
  readonly daySeconds: number
  readonly dayOctets: number
  readonly monthSeconds: number
  readonly monthOctets: number
}

/** Of somebody who has used nothing. */
export function nothingOn(today: Day): UsedAsOf {
  return { today, daySeconds: 0, dayOctets: 0, monthSeconds: 0, monthOctets: 0 }
}

/** The same, told by day and by month. */
export function usedSoFar({
  daySeconds,
  dayOctets,
  monthSeconds,
  monthOctets,
}: UsedAsOf): UsedSoFar {
  return {
    day: { seconds: daySeconds, octets: dayOctets },
    month: { seconds: monthSeconds, octets: monthOctets },
  }
}

/** With what was used on a day added; nothing of another month than that of `all` is. */
export function withDay(all: UsedAsOf, day: Day, { seconds, octets }: Used): UsedAsOf {
  const { today } = all
  // Nearly always it is today, and comparing days by their text is all that then takes time.
  const isToday = day === today
  if (!isToday && monthIn(day) !== monthIn(today)) return all
  return {
    today,
    daySeconds: all.daySeconds + (isToday ? seconds : 0),
    dayOctets: all.dayOctets + (isToday ? octets : 0),
    monthSeconds: all.monthSeconds + seconds,
    monthOctets: all.monthOctets + octets,
  }
}

/** As days are written: `2026-11` of `2026-11-29`. */
export function monthIn(day: Day): string {
  return day.slice(0, '2026-11'.length)
}

import { HOUR, type Millis } from '#src/kernel/clock.ts'

/** How busy public places are by the hour in Việt Nam, midnight first; the busiest hour is 1. */
const BUSY = [
  0.08, 0.05, 0.04, 0.04, 0.08, 0.2, 0.4, 0.6, 0.75, 0.8, 0.8, 0.75, 0.65, 0.6, 0.65, 0.75, 0.85,
  0.95, 1, 1, 0.95, 0.75, 0.45, 0.2,
] as const

const UTC_OFFSET = 7 * HOUR

/** A share of the busiest hour in (0, 1], sliding from one hour to the next. */
export function busyAt(now: Millis): number {
  const hours = (now + UTC_OFFSET) / HOUR
  const hour = Math.floor(hours)
  const into = hours - hour
  return at(hour) * (1 - into) + at(hour + 1) * into
}

function at(hour: number): number {
  return BUSY[hour % BUSY.length] ?? BUSY[0]
}

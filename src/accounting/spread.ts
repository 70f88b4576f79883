import { DAY, HOUR, type Millis, SECOND } from '#src/kernel/clock.ts'
import { hourOf } from '#src/kernel/period.ts'
import type { Increment } from './merge.ts'

/** What of an increment falls into one clock hour. */
export type Slice = {
  readonly hour: Millis
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
}

/** No stay is longer; a gateway that claims more has it counted in its last year. */
const SPREAD_MS_MAX = 366 * DAY

/**
 * Cuts an increment at the hours it crosses, and so at midnight and at the end of the month, in
 * proportion to time. The parts are whole numbers and sum to exactly what was cut.
 */
export function spread({ until, seconds, octetsIn, octetsOut }: Increment): Slice[] {
  const from = until - Math.min(seconds * SECOND, SPREAD_MS_MAX)
  const last = hourOf(until)
  if (from >= last) return [{ hour: last, seconds, octetsIn, octetsOut }]

  const slices: Slice[] = []
  let done = { seconds: 0, octetsIn: 0, octetsOut: 0 }
  for (let hour = hourOf(from); hour <= last; hour += HOUR) {
    const share = Math.min(1, (hour + HOUR - from) / (until - from))
    const upTo = (amount: number) => (share === 1 ? amount : Math.floor(amount * share))
    const total = {
      seconds: upTo(seconds),
      octetsIn: upTo(octetsIn),
      octetsOut: upTo(octetsOut),
    }
    slices.push({
      hour,
      seconds: total.seconds - done.seconds,
      octetsIn: total.octetsIn - done.octetsIn,
      octetsOut: total.octetsOut - done.octetsOut,
    })
    done = total
  }
  return slices
}

import type { Millis } from '#src/kernel/clock.ts'
import { TIME_ZONE as timeZone } from '#src/kernel/period.ts'

/** `11:05, 22/11/2026`, on the clocks of Việt Nam. */
export function showMoment(at: Millis): string {
  const options = { timeZone } as const
  const time = new Intl.DateTimeFormat('en-GB', { ...options, timeStyle: 'short' }).format(at)
  const day = new Intl.DateTimeFormat('en-GB', options).format(at)
  return `${time}, ${day}`
}

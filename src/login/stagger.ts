import { INTERIM_SECONDS_MIN } from '#src/kernel/limits.ts'

/** By so much of it at most the time between two reports is shortened. */
const SHARE = 0.1

/** Its multiples, without what is whole in them, are spread evenly, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * Seconds between two reports of one session: a little less than its plan says, and by another amount for
 * each grant. Sessions that begin together, as when power returns, would otherwise report together for as
 * long as they last. Never more, so that silence is told as before.
 */
export function staggered(interimSeconds: number, grant: number): number {
  const less = Math.floor(interimSeconds * SHARE * ((grant * GOLDEN) % 1))
  return Math.max(interimSeconds - less, Math.min(interimSeconds, INTERIM_SECONDS_MIN))
}

import { DAY, HOUR, MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'

/** At most `max` of something within a rolling stretch of time. */
export type Limit = { readonly max: number; readonly within: Millis }

/** All limits of signing in. None is by address: everybody behind a gateway shares one. */
export type LoginLimits = {
  readonly codesPerNumber: readonly Limit[]
  readonly codesPerVisit: readonly Limit[]
  readonly codesPerDevice: readonly Limit[]
  readonly codesPerGateway: readonly Limit[]
  readonly codesPerCity: readonly Limit[]
  readonly grantsPerDevice: readonly Limit[]
  readonly missesPerVisit: readonly Limit[]
  readonly missesPerGateway: readonly Limit[]
}

/**
 * The limits a city starts with. Each is counted from rows on disk, so a restart lifts none of them.
 *
 * - A number: a pause long enough for an SMS to arrive, and five a day: with five tries a code, a guesser
 *   gets 25 in a million a day.
 * - A visit: room for a mistyped number or two. A device, because a phone can open visit after visit:
 *   room to lend it to the family.
 * - A gateway: a full square, 3.3 sign-ins a second for a quarter of an hour, is 200 a minute when each
 *   needs a code; most do not, and a paid-for flood stops at 5,000 a day.
 * - The city: a peak day sends 21,000. Past 40,000 somebody is spending our money: vouchers still work.
 * - Grants: a remembered device needs no code, and each yes is kept. A walk past every gateway of a
 *   square and back is some forty; a loop in a script is not.
 * - Voucher misses: honest fingers slip; 58.9 bits make a guess hopeless before these do.
 */
export const LOGIN_LIMITS: LoginLimits = {
  codesPerNumber: [
    { max: 1, within: 30 * SECOND },
    { max: 5, within: DAY },
  ],
  codesPerVisit: [{ max: 5, within: HOUR }],
  codesPerDevice: [{ max: 10, within: DAY }],
  codesPerGateway: [
    { max: 120, within: MINUTE },
    { max: 5000, within: DAY },
  ],
  codesPerCity: [{ max: 40_000, within: DAY }],
  grantsPerDevice: [{ max: 60, within: HOUR }],
  missesPerVisit: [{ max: 10, within: HOUR }],
  missesPerGateway: [{ max: 120, within: MINUTE }],
}

/** How long a code opens anything (ASVS 5.0 §6.5.5 allows ten minutes): time to switch apps and back. */
export const CODE_LIFE: Millis = 10 * MINUTE

/** How long a page waits to be sent back before the phone must come through its gateway again. */
export const VISIT_LIFE: Millis = 30 * MINUTE

/** How long a one-time RADIUS credential lasts: one redirect and one Access-Request. */
export const CREDENTIAL_LIFE: Millis = MINUTE

/** How long after a yes its gateway's first word of the session may take to be here. */
export const REPORT_LIFE: Millis = CREDENTIAL_LIFE + MINUTE

/** How long "remember this device" holds. */
export const REMEMBER_LIFE: Millis = 30 * DAY

/** How long after signing out a device's address alone does not bring it back: time to walk away. */
export const SIGNED_OUT_LIFE: Millis = 15 * MINUTE

/** How long after its end a stay is shown to who kept its address: a device may change hands. */
export const STATUS_LIFE: Millis = 7 * DAY

/**
 * How long until all limits allow one more; 0 is now. `nthNewest(n)` tells when the nth newest of what
 * is limited happened. What a clock that was since set back has dated further ahead than the limit is
 * long does not count: nobody waits for a month that was never there.
 */
export function waitFor(
  limits: readonly Limit[],
  nthNewest: (n: number) => Millis | undefined,
  now: Millis,
): Millis {
  const waits = limits.map(({ max, within }) => {
    const at = nthNewest(max)
    return at === undefined || at - now > within ? 0 : at + within - now
  })
  return Math.max(0, ...waits)
}

import * as v from 'valibot'
import { INTERIM_SECONDS_MIN } from '#src/kernel/limits.ts'
import { SLUG, SLUG_SAYS } from '#src/kernel/slug.ts'

const positive = v.pipe(v.number(), v.integer(), v.minValue(1))

/**
 * What a person may have. What is absent is unlimited.
 *
 * `session…` counts one stay of one device; `day…` and `month…` count over all of the person's devices
 * and gateways, from one midnight in Việt Nam to the next and from one first of the month to the next.
 * Data counts both directions. `up` is from the phone.
 */
export const planSchema = v.object({
  id: v.pipe(v.string(), v.regex(SLUG, SLUG_SAYS)),
  name: v.object({ vi: v.string(), en: v.string() }),
  /** After this a session always ends: signing in again is one tap, and starts a new one. */
  sessionMinutes: positive,
  sessionMegabytes: v.optional(positive),
  idleMinutes: positive,
  interimSeconds: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(INTERIM_SECONDS_MIN, `RFC 2869 §5.16: at least ${INTERIM_SECONDS_MIN}`),
  ),
  upKbps: v.optional(positive),
  downKbps: v.optional(positive),
  dayMinutes: v.optional(positive),
  dayMegabytes: v.optional(positive),
  monthMinutes: v.optional(positive),
  monthMegabytes: v.optional(positive),
  /** How many of the person's devices may be online at once. */
  devices: v.optional(positive),
  /** Whether a limit ends the sessions or slows them until there is more. Absent is `end`. */
  atLimit: v.optional(
    v.union([v.literal('end'), v.object({ slowUpKbps: positive, slowDownKbps: positive })]),
  ),
})
export type Plan = v.InferOutput<typeof planSchema>

/** The plan everybody starts with; the officers' document may change it. */
export const PUBLIC_PLAN: Plan = {
  id: 'public',
  name: { vi: 'Wi-Fi công cộng', en: 'Public Wi-Fi' },
  sessionMinutes: 120,
  idleMinutes: 10,
  interimSeconds: 300,
  upKbps: 5_000,
  downKbps: 10_000,
  dayMinutes: 480,
  dayMegabytes: 2_000,
}

/** Decimal, as carriers sell them and the portal shows them. */
export const OCTETS_PER_MEGABYTE = 1_000_000

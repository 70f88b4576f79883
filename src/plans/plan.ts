import * as v from 'valibot'
import type { Limits } from '#src/kernel/limits.ts'
import { SLUG, SLUG_SAYS } from '#src/kernel/slug.ts'

const positive = v.pipe(v.number(), v.integer(), v.minValue(1))

/**
 * What a person may have. `day…` counts over all of the person's devices and gateways, from one
 * midnight in Việt Nam to the next; what is absent is unlimited.
 */
export const planSchema = v.object({
  id: v.pipe(v.string(), v.regex(SLUG, SLUG_SAYS)),
  name: v.object({ vi: v.string(), en: v.string() }),
  sessionMinutes: positive,
  idleMinutes: positive,
  interimSeconds: v.pipe(v.number(), v.integer(), v.minValue(60, 'RFC 2869 §5.16: at least 60')),
  upKbps: v.optional(positive),
  downKbps: v.optional(positive),
  dayMinutes: v.optional(positive),
  dayMegabytes: v.optional(positive),
})
export type Plan = v.InferOutput<typeof planSchema>

/** What the person has used of a day's allowance. */
export type Used = { readonly seconds: number; readonly octets: number }

/** What a session may have now, or why it may have nothing. */
export type Allowance =
  | { readonly kind: 'open'; readonly limits: Limits }
  | { readonly kind: 'time-spent' }
  | { readonly kind: 'data-spent' }

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

const OCTETS_PER_MEGABYTE = 1_000_000

/** What is left of the plan today, as limits for one more session. */
export function allowance(plan: Plan, used: Used): Allowance {
  const secondsLeft = plan.dayMinutes ? plan.dayMinutes * 60 - used.seconds : undefined
  const octetsLeft = plan.dayMegabytes
    ? plan.dayMegabytes * OCTETS_PER_MEGABYTE - used.octets
    : undefined
  if (secondsLeft !== undefined && secondsLeft <= 0) return { kind: 'time-spent' }
  if (octetsLeft !== undefined && octetsLeft <= 0) return { kind: 'data-spent' }

  const { upKbps, downKbps } = plan
  return {
    kind: 'open',
    limits: {
      sessionSeconds: Math.min(plan.sessionMinutes * 60, secondsLeft ?? Number.POSITIVE_INFINITY),
      idleSeconds: plan.idleMinutes * 60,
      interimSeconds: plan.interimSeconds,
      ...(upKbps && downKbps ? { rate: { upKbps, downKbps } } : {}),
      ...(octetsLeft === undefined ? {} : { octets: octetsLeft }),
    },
  }
}

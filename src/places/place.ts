import * as v from 'valibot'
import { SLUG, SLUG_SAYS } from '#src/kernel/slug.ts'
import { openingHoursSchema } from './opening-hours.ts'

/** A commune-level unit: phường, xã or đặc khu. `id` is its NSO code. */
export const communeSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^\d{5}$/)),
  kind: v.picklist(['phuong', 'xa', 'dac-khu']),
  name: v.string(),
  fullName: v.string(),
  population: v.nullable(v.number()),
  areaKm2: v.nullable(v.number()),
})
export type Commune = v.InferOutput<typeof communeSchema>

/** A public place with Wi-Fi, planned or live. `id` is its slug; `commune` is a commune's id. */
export const siteSchema = v.object({
  id: v.pipe(v.string(), v.regex(SLUG, SLUG_SAYS)),
  name: v.pipe(v.string(), v.minLength(1)),
  kind: v.string(),
  commune: v.pipe(v.string(), v.regex(/^\d{5}$/, 'a commune code of five digits')),
  isDemo: v.boolean(),
  /** When its Wi-Fi may be used; absent is always. */
  openingHours: v.optional(openingHoursSchema),
})
export type Site = v.InferOutput<typeof siteSchema>

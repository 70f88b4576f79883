import { DAY, HOUR, type Millis } from './clock.ts'

declare const brand: unique symbol

/** A calendar month, `2026-11`. */
export type Month = string & { readonly [brand]: 'Month' }

/** A calendar day, `2026-11-22`. */
export type Day = string & { readonly [brand]: 'Day' }

/** Where midnight falls for plans and reports. Việt Nam keeps UTC+7 all year, so hours never straddle. */
export const TIME_ZONE = 'Asia/Ho_Chi_Minh'
const UTC_OFFSET = 7 * HOUR

/** The first of January 1970 was a Thursday, three days into its week. */
const EPOCH_WEEKDAY = 3 * DAY
const WEEK = 7 * DAY

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/

/** Reads `YYYY-MM`. */
export function parseMonth(input: unknown): Month | undefined {
  return typeof input === 'string' && MONTH.test(input) ? (input as Month) : undefined
}

/** The month in Việt Nam that holds this instant. */
export function monthOf(at: Millis): Month {
  return localText(at).slice(0, 7) as Month
}

/** The day in Việt Nam that holds this instant. */
export function dayOf(at: Millis): Day {
  return localText(at) as Day
}

/** The first instant of the clock hour that holds this one. */
export function hourOf(at: Millis): Millis {
  return Math.floor(at / HOUR) * HOUR
}

/** First instant of the month, and first instant after it. */
export function monthBounds(month: Month): { readonly from: Millis; readonly to: Millis } {
  return { from: startOf(month), to: startOf(monthAfter(month)) }
}

/** The first instant of the day that holds `at`, in Việt Nam. */
export function midnightOf(at: Millis): Millis {
  return nextMidnight(at) - 24 * HOUR
}

/** The first instant of the day after the one that holds `at`: when a day's allowance begins anew. */
export function nextMidnight(at: Millis): Millis {
  const day = 24 * HOUR
  return (Math.floor((at + UTC_OFFSET) / day) + 1) * day - UTC_OFFSET
}

/** The first instant of the week that holds `at`: Monday's midnight in Việt Nam. */
export function mondayOf(at: Millis): Millis {
  return at - ((((at + UTC_OFFSET + EPOCH_WEEKDAY) % WEEK) + WEEK) % WEEK)
}

function monthAfter(month: Month): Month {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const next = number === 12 ? [year + 1, 1] : [year, number + 1]
  return next.map((part, i) => String(part).padStart(i ? 2 : 4, '0')).join('-') as Month
}

function startOf(month: Month): Millis {
  return Date.parse(`${month}-01T00:00:00+07:00`)
}

/** The days asked about of late, by number: writing one costs much more than looking. */
const texts = new Map<number, string>()
const TEXTS_MAX = 1024

function localText(at: Millis): string {
  const day = Math.floor((at + UTC_OFFSET) / DAY)
  const known = texts.get(day)
  if (known !== undefined) return known
  const text = new Date(at + UTC_OFFSET).toISOString().slice(0, '2026-11-22'.length)
  if (texts.size >= TEXTS_MAX) texts.clear()
  texts.set(day, text)
  return text
}

import * as v from 'valibot'
import { MINUTE, type Millis } from '#src/kernel/clock.ts'
import { mondayOf } from '#src/kernel/period.ts'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

const clockTime = v.pipe(
  v.string(),
  v.regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as 07:30'),
)

/**
 * When a place is open, on the clocks of Việt Nam: any number of spans, each on some days of the week.
 * A span whose `to` is not after its `from` ends on the next day.
 */
export const openingHoursSchema = v.pipe(
  v.array(
    v.object({
      days: v.pipe(v.array(v.picklist(WEEKDAYS)), v.minLength(1)),
      from: clockTime,
      to: clockTime,
    }),
  ),
  v.minLength(1, 'at least one span; leave it out where it is always open'),
)
export type OpeningHours = v.InferOutput<typeof openingHoursSchema>

/** Whether a place is open, and when that ends: `Infinity` is never. */
export type Opening =
  | { readonly isOpen: true; readonly closesAt: Millis }
  | { readonly isOpen: false; readonly opensAt: Millis }

/** Minutes since Monday's midnight, the end not included. */
type Span = { readonly from: number; readonly to: number }

const MINUTES_PER_DAY = 24 * 60
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY

const ALWAYS: Opening = { isOpen: true, closesAt: Number.POSITIVE_INFINITY }

/** How a place with these hours stands at an instant. No hours at all are always open. */
export function openingAt(hours: OpeningHours | undefined, at: Millis): Opening {
  if (!hours) return ALWAYS
  const monday = mondayOf(at)
  const minute = Math.floor((at - monday) / MINUTE)
  // Spans lie in order and apart, over the weeks before and after too: the first not over decides.
  for (const { from, to } of weekOf(hours)) {
    if (to <= minute) continue
    if (to - from >= MINUTES_PER_WEEK) return ALWAYS
    return from <= minute
      ? { isOpen: true, closesAt: monday + to * MINUTE }
      : { isOpen: false, opensAt: monday + from * MINUTE }
  }
  return ALWAYS
}

/** Asked at every sign-in and worked out once for each version of a place. */
const weeks = new WeakMap<OpeningHours, readonly Span[]>()

function weekOf(hours: OpeningHours): readonly Span[] {
  const known = weeks.get(hours)
  if (known) return known
  const week = hours.flatMap(spansOf)
  const around = [-MINUTES_PER_WEEK, 0, MINUTES_PER_WEEK].flatMap((by) =>
    week.map(({ from, to }) => ({ from: from + by, to: to + by })),
  )
  const joined = join(around)
  weeks.set(hours, joined)
  return joined
}

function spansOf({ days, from, to }: OpeningHours[number]): Span[] {
  const [start, end] = [minutesOf(from), minutesOf(to)]
  return days.map((day) => {
    const midnight = WEEKDAYS.indexOf(day) * MINUTES_PER_DAY
    return { from: midnight + start, to: midnight + end + (end > start ? 0 : MINUTES_PER_DAY) }
  })
}

/** Spans that meet or overlap as one, in order. */
function join(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && span.from <= last.to) {
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    } else joined.push(span)
  }
  return joined
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  return hours * 60 + minutes
}

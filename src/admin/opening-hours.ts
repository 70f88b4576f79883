import { type OpeningHours, WEEKDAYS, type Weekday } from '#src/places/opening-hours.ts'

/** A day's hours as a form asks for them: `07:00-11:30, 13:00-22:00`; empty is closed. */
export type HoursTyped = Readonly<Record<Weekday, string>>

/** What the seven fields say: hours, nothing where the place is always open, or the days that say nothing. */
export type HoursReading =
  | { readonly kind: 'hours'; readonly hours: OpeningHours | undefined }
  | { readonly kind: 'faulty'; readonly days: readonly Weekday[] }

type Span = { readonly from: string; readonly to: string }

const TIME = /^(?:([01]?\d|2[0-3])[:h.]([0-5]\d)|24[:h.]00)$/
/** Hyphen or dash, as hands and phones write it. */
const DASH = /\s*[-–—]\s*/
/** More spans a day are a slip. */
const SPANS_MAX = 6

/** Reads the seven fields. All of them empty means that the place is always open. */
export function readHours(typed: HoursTyped): HoursReading {
  const days = WEEKDAYS.map((day) => ({ day, spans: spansIn(typed[day]) }))
  const faulty = days.filter(({ spans }) => spans === undefined).map(({ day }) => day)
  if (faulty.length > 0) return { kind: 'faulty', days: faulty }

  const byHours = new Map<string, OpeningHours[number]>()
  for (const { day, spans = [] } of days) {
    for (const { from, to } of spans) {
      const known = byHours.get(`${from} ${to}`)
      byHours.set(`${from} ${to}`, { days: [...(known?.days ?? []), day], from, to })
    }
  }
  return { kind: 'hours', hours: byHours.size > 0 ? [...byHours.values()] : undefined }
}

/** The fields that `readHours` reads these hours from. */
export function hoursTyped(hours: OpeningHours | undefined): HoursTyped {
  const ofDay = (day: Weekday) =>
    (hours ?? [])
      .filter(({ days }) => days.includes(day))
      .map(({ from, to }) => `${from}-${to}`)
      .join(', ')
  return Object.fromEntries(WEEKDAYS.map((day) => [day, ofDay(day)])) as HoursTyped
}

/** Days in a row that are open alike, in the order of the week; a closed day has no hours. */
export function hoursByDays(hours: OpeningHours): { days: readonly Weekday[]; hours: string }[] {
  const typed = hoursTyped(hours)
  const runs: { days: Weekday[]; hours: string }[] = []
  for (const day of WEEKDAYS) {
    const last = runs.at(-1)
    if (last?.hours === typed[day]) last.days.push(day)
    else runs.push({ days: [day], hours: typed[day] })
  }
  return runs
}

function spansIn(text: string): Span[] | undefined {
  const parts = text.split(/[,;]/).map((part) => part.trim())
  const spans = parts.filter(Boolean).map(spanIn)
  const isSound = spans.every((span) => span !== undefined)
  return isSound && spans.length <= SPANS_MAX ? spans : undefined
}

function spanIn(text: string): Span | undefined {
  const [from, to, ...rest] = text.split(DASH).map(timeIn)
  return from && to && from !== '24:00' && rest.length === 0 ? { from, to } : undefined
}

/** `7:30` and `7h30` are 07:30. */
function timeIn(text: string): string | undefined {
  const [whole, hour, minute] = TIME.exec(text) ?? []
  if (whole === undefined) return undefined
  return hour === undefined ? '24:00' : `${hour.padStart(2, '0')}:${minute}`
}

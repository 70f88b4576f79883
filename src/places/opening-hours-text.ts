import { type OpeningHours, WEEKDAYS, type Weekday } from './opening-hours.ts'

/** How opening hours are written, to be said beside where they are asked for. */
export const OPENING_HOURS_EXAMPLE = 'mon-fri 07:00-11:30, 13:30-17:00; sat 08:00-12:00'

const DAY_NAMES: ReadonlyMap<string, Weekday> = new Map(
  WEEKDAYS.flatMap((day, n) => [
    [day, day],
    // Thứ hai is the second day; Chủ nhật the first.
    [n === 6 ? 'cn' : `t${n + 2}`, day],
  ]),
)
const LINE_MAX = 500
const PART = /^(daily|[a-z\d,\s-]*[a-z\d])\s+(\d.*)$/
const TIMES = /^([01]?\d|2[0-3]):([0-5]\d)-(?:([01]?\d|2[0-3]):([0-5]\d)|(24):(00))$/

/**
 * Reads hours as people write them: `mon-fri 07:00-11:30, 13:30-17:00; sat 08:00-12:00`, with `T2-T6`,
 * `CN` or `daily` for days as well. A span may end on the next day: `fri 18:00-02:00`.
 */
export function parseOpeningHours(text: string): OpeningHours | undefined {
  if (text.length > LINE_MAX) return undefined
  const parts = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s*\p{Pd}\s*/gu, '-')
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const read = parts.map(readPart)
  const hours = read.flatMap((spans) => spans ?? [])
  return hours.length > 0 && read.every((spans) => spans !== undefined) ? hours : undefined
}

/** Writes hours so that `parseOpeningHours` reads them again; days by these names. */
export function showOpeningHours(
  hours: OpeningHours,
  nameOf: (day: Weekday) => string = (day) => day,
): string {
  const byDays = new Map<string, string[]>()
  for (const { days, from, to } of hours) {
    const name = showDays(days, nameOf)
    byDays.set(name, [...(byDays.get(name) ?? []), `${from}-${to}`])
  }
  return Array.from(byDays, ([days, times]) => `${days} ${times.join(', ')}`).join('; ')
}

function readPart(part: string): OpeningHours | undefined {
  const [, dayText, timeText] = PART.exec(part) ?? []
  const days = dayText && readDays(dayText)
  const times = timeText?.split(',').map((time) => TIMES.exec(time.trim()))
  if (!days || !times) return undefined
  const spans = times.flatMap((time) => (time ? [{ days, ...spanOf(time) }] : []))
  return spans.length === times.length ? spans : undefined
}

function readDays(text: string): Weekday[] | undefined {
  if (text === 'daily') return [...WEEKDAYS]
  const ranges = text.split(/[,\s]+/).map(readRange)
  const days = new Set(ranges.flatMap((range) => range ?? []))
  return ranges.includes(undefined) ? undefined : WEEKDAYS.filter((day) => days.has(day))
}

/** `sat-mon` goes round the end of the week. */
function readRange(text: string): Weekday[] | undefined {
  const [first, last = first, ...rest] = text.split('-').map((name) => DAY_NAMES.get(name))
  if (!first || !last || rest.length > 0) return undefined
  const [from, to] = [WEEKDAYS.indexOf(first), WEEKDAYS.indexOf(last)]
  const length = ((to - from + 7) % 7) + 1
  return Array.from({ length }, (_, n) => WEEKDAYS[(from + n) % 7] as Weekday)
}

function spanOf([, fromHour = '', fromMinute, toHour, toMinute, dayEnd]: RegExpExecArray) {
  const to = dayEnd === undefined ? `${toHour?.padStart(2, '0')}:${toMinute}` : '24:00'
  return { from: `${fromHour.padStart(2, '0')}:${fromMinute}`, to }
}

/** Runs of days as a range, and all of them as one word. */
function showDays(days: readonly Weekday[], nameOf: (day: Weekday) => string): string {
  const numbers = WEEKDAYS.flatMap((day, n) => (days.includes(day) ? [n] : []))
  const runs: number[][] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run && run.at(-1) === number - 1) run.push(number)
    else runs.push([number])
  }
  const name = (n: number) => nameOf(WEEKDAYS[n] as Weekday)
  return runs
    .map((run) => {
      const [first = 0] = run
      return run.length === 1 ? name(first) : `${name(first)}-${name(first + run.length - 1)}`
    })
    .join(',')
}

import type { Millis } from '#src/kernel/clock.ts'
import { TIME_ZONE } from '#src/kernel/period.ts'
import type { Locale } from './ports.ts'

/** Numbers and times as one language writes them, in Việt Nam's time. */
export type Format = {
  readonly number: (value: number) => string
  /** Decimal units, as carriers and plans count: `1,4 GB`. */
  readonly octets: (octets: number) => string
  /** `512 kbit/s`, `10 Mbit/s`. */
  readonly rate: (kbps: number) => string
  /** `2 h 05 min`, `48 s`. */
  readonly duration: (seconds: number) => string
  /** `2 h`, `1 h 30 min`: a length somebody chose, without the parts that are nothing. */
  readonly span: (minutes: number) => string
  readonly clock: (at: Millis) => string
  readonly dateTime: (at: Millis) => string
  readonly date: (at: Millis) => string
  /** `3 minutes ago`. */
  readonly ago: (at: Millis, now: Millis) => string
}

const TAGS: Readonly<Record<Locale, string>> = { vi: 'vi-VN', en: 'en-GB' }

/** Made once a language: `Intl` objects are dear to build and cheap to use. */
export const FORMATS: Readonly<Record<Locale, Format>> = { vi: make('vi'), en: make('en') }

function make(locale: Locale): Format {
  const tag = TAGS[locale]
  const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 })
  const tenth = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' })
  const at = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(tag, { timeZone: TIME_ZONE, ...options })
    return (when: Millis) => format.format(when)
  }
  const date = at({ day: '2-digit', month: '2-digit', year: 'numeric' })
  const clock = at({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })

  return {
    number: (value) => whole.format(value),
    octets: (octets) => octetsIn(octets, (value) => (value < 100 ? tenth : whole).format(value)),
    rate: (kbps) =>
      kbps < 1000 ? `${whole.format(kbps)} kbit/s` : `${tenth.format(kbps / 1000)} Mbit/s`,
    duration: (seconds) => durationIn(seconds, locale, (value) => whole.format(value)),
    span: (minutes) => spanIn(minutes, locale, (value) => whole.format(value)),
    clock,
    date,
    dateTime: (when) => `${date(when)} ${clock(when)}`,
    ago: (when, now) => agoIn(relative, Math.round((when - now) / 1000)),
  }
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

function octetsIn(octets: number, number: (value: number) => string): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(octets, 1)) / 3), UNITS.length - 1)
  return `${number(octets / 1000 ** power)} ${UNITS[power]}`
}

const DURATION: Readonly<Record<Locale, readonly [h: string, min: string, s: string]>> = {
  vi: ['giờ', 'phút', 'giây'],
  en: ['h', 'min', 's'],
}

/** Past a hundred hours nobody reads the minutes. */
const LONG_MINUTES = 100 * 60

function durationIn(seconds: number, locale: Locale, number: (value: number) => string): string {
  const [h, min, s] = DURATION[locale]
  if (seconds < 60) return `${Math.floor(seconds)} ${s}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} ${min}`
  if (minutes >= LONG_MINUTES) return `${number(Math.floor(minutes / 60))} ${h}`
  return `${Math.floor(minutes / 60)} ${h} ${String(minutes % 60).padStart(2, '0')} ${min}`
}

function spanIn(minutes: number, locale: Locale, number: (value: number) => string): string {
  const [h, min] = DURATION[locale]
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const parts = [hours > 0 && `${number(hours)} ${h}`, rest > 0 && `${rest} ${min}`]
  return parts.filter(Boolean).join(' ')
}

function agoIn(relative: Intl.RelativeTimeFormat, seconds: number): string {
  const size = Math.abs(seconds)
  if (size < 60) return relative.format(seconds, 'second')
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour')
  return relative.format(Math.round(seconds / 86_400), 'day')
}

import type { Messages } from './locales/vi.ts'

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** `5 giờ 12 phút`; less than a minute is shown as a minute, so that nobody reads zero too early. */
export function showDuration(m: Messages, seconds: number): string {
  const minutes = seconds <= 0 ? 0 : Math.max(1, Math.floor(seconds / 60))
  const parts = [
    ...(minutes >= 60 ? [m.hours(Math.floor(minutes / 60))] : []),
    ...(minutes % 60 > 0 || minutes === 0 ? [m.minutes(minutes % 60)] : []),
  ]
  return parts.join(' ')
}

/** `1,2 GB`: decimal units, as carriers sell them. */
export function showOctets(m: Messages, octets: number): string {
  const power = Math.min(UNITS.length, Math.max(1, Math.floor(Math.log10(Math.max(octets, 1)) / 3)))
  const format = new Intl.NumberFormat(m.locale, { maximumSignificantDigits: 3 })
  return `${format.format(octets / 1000 ** power)} ${UNITS[power - 1]}`
}

/** `10 Mbit/s`. */
export function showRate(m: Messages, kbps: number): string {
  const format = new Intl.NumberFormat(m.locale, { maximumFractionDigits: 1 })
  return `${format.format(kbps / 1000)} Mbit/s`
}

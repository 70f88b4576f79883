const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/**
 * An amount of data for a reader, in decimal units as carriers sell it: `1,5 GB` in Vietnamese,
 * `1.5 GB` in English. For machines, give the octets.
 */
export function bytesText(octets: number, locale: string): string {
  const power = octets < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(octets) / 3))
  const value = octets / 1000 ** power
  const isRoundedUp = value >= 999.95 && power < UNITS.length - 1
  const [shown, unit] = isRoundedUp ? [value / 1000, UNITS[power + 1]] : [value, UNITS[power]]
  const digits = unit === 'B' ? 0 : 1
  return `${shown.toLocaleString(locale, { maximumFractionDigits: digits })} ${unit}`
}

import type { DeviceRules } from '#src/device/device.ts'
import { type Kind, PATHS } from './paths.ts'

/** How RouterOS reads values back, for the paths we manage. */
export const routerOsRules: DeviceRules = {
  canonical: (path, attribute, value) => CANONICAL[kindOf(path, attribute)](value),
  isShared: (path, attribute) => kindOf(path, attribute) === 'shared',
  isOrdered: (path) => PATHS[path]?.isOrdered === true,
}

function kindOf(path: string, attribute: string): Kind {
  return PATHS[path]?.kinds[attribute] ?? 'text'
}

const CANONICAL: Readonly<Record<Kind, (value: string) => string>> = {
  text: (value) => value,
  flag: (value) => (value === 'true' || value === 'yes' ? 'yes' : 'no'),
  duration: (value) => durationMs(value)?.toString() ?? value,
  set: sortedList,
  shared: sortedList,
}

function sortedList(value: string): string {
  const members = value.split(',').filter((member) => member !== '')
  return [...new Set(members)].sort().join(',')
}

const UNIT_MS: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
}
const UNITS = /(\d+)(ms|[wdhms])/g
const CLOCK = /^(?:(\d+)d)?(\d+):(\d+):(\d+)$/

/** `300s`, `5m`, `00:05:00`, `1d00:00:00`, and a bare number of seconds; words such as `none` are not. */
function durationMs(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const clock = CLOCK.exec(text)
  if (clock) {
    const [days, hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0))
    return ((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000
  }
  if (text === '' || text.replace(UNITS, '') !== '') return undefined
  return Array.from(text.matchAll(UNITS)).reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS[unit] ?? 0),
    0,
  )
}

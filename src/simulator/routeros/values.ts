import { parseIp, parsePrefix } from '#src/kernel/ip.ts'
import { macWithColons, parseMac } from '#src/kernel/mac.ts'

/** What an attribute takes, and so how it reads back. */
export type ValueKind =
  | 'text'
  | 'flag'
  | 'time'
  | 'number'
  | 'rate'
  | 'mac'
  | 'ip'
  | 'prefix'
  | 'list'
  | 'choice'

/**
 * A value as RouterOS reads it back: `yes` as `true`, `300s` as `5m`, rates in bits, MACs in upper case,
 * lists in the order of its own menu. Nothing when the value does not fit.
 */
export function readBack(
  kind: ValueKind,
  value: string,
  choices: readonly string[] = [],
): string | undefined {
  return READ_BACK[kind](value, choices)
}

type Reader = (value: string, choices: readonly string[]) => string | undefined

const READ_BACK: Readonly<Record<ValueKind, Reader>> = {
  text: (value) => value,
  flag: (value) => FLAGS[value],
  time: timeText,
  number: (value) => (/^\d{1,10}$/.test(value) ? String(Number(value)) : undefined),
  rate: rateText,
  mac: (value) => {
    const mac = parseMac(value)
    return mac && macWithColons(mac)
  },
  ip: (value) => (value === '' ? '' : parseIp(value)),
  prefix: (value) => parsePrefix(value)?.replace(/\/(?:32|128)$/, ''),
  list: listText,
  choice: (value, choices) => (choices.includes(value) ? value : undefined),
}

const FLAGS: Readonly<Record<string, string>> = {
  yes: 'true',
  true: 'true',
  no: 'false',
  false: 'false',
}

const UNITS = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

function timeText(value: string): string | undefined {
  if (value === 'none') return value
  let rest = timeMs(value)
  if (rest === undefined) return undefined
  if (rest === 0) return '0s'
  let text = ''
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) text += `${count}${unit}`
  }
  return text
}

function timeMs(value: string): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const clock = /^(\d+):(\d\d):(\d\d)$/.exec(value)
  if (clock) return clock.slice(1).reduce((sum, part) => sum * 60 + Number(part), 0) * 1000
  if (!/^(?:\d+(?:ms|[wdhms]))+$/.test(value)) return undefined
  const sizes = new Map<string, number>(UNITS)
  return Array.from(value.matchAll(/(\d+)(ms|[wdhms])/g)).reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (sizes.get(unit) ?? 0),
    0,
  )
}

const FACTOR: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 }

function rateText(value: string): string | undefined {
  const parts = value.split('/').map((part) => /^(\d+)([kMG]?)$/.exec(part))
  if (!parts.every((part) => part !== null)) return undefined
  return parts.map(([, count, unit = '']) => Number(count) * (FACTOR[unit] ?? 1)).join('/')
}

function listText(value: string, choices: readonly string[]): string | undefined {
  const members = value === '' ? [] : value.split(',')
  if (choices.length === 0) return members.join(',')
  if (!members.every((member) => choices.includes(member))) return undefined
  return choices.filter((choice) => members.includes(choice)).join(',')
}

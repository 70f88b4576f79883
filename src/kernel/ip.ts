declare const brand: unique symbol

/** An IPv4 or IPv6 address in canonical text; an IPv4-mapped IPv6 address is its IPv4 self. */
export type Ip = string & { readonly [brand]: 'Ip' }

/** An address range, canonical `10.1.0.0/16` or `2001:db8::/32`, with no bits set beyond its length. */
export type Prefix = string & { readonly [brand]: 'Prefix' }

const V4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/
const V6_TEXT_MAX = 45

/** Parses one address. No host names, no zones (`%eth0`), no leading zeros. */
export function parseIp(input: unknown): Ip | undefined {
  if (typeof input !== 'string' || input.length > V6_TEXT_MAX) return undefined
  const bits = bitsOf(input)
  return bits && (textOf(bits) as Ip)
}

/** Parses `address` or `address/length`; a bare address is the range of itself alone. */
export function parsePrefix(input: unknown): Prefix | undefined {
  if (typeof input !== 'string' || input.length > V6_TEXT_MAX + 4) return undefined
  const [address = '', length, ...rest] = input.split('/')
  const bits = bitsOf(address)
  if (!bits || rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length)))
    return undefined

  const size = length === undefined ? bits.width : Number(length)
  if (size > bits.width) return undefined
  const host = BigInt(bits.width - size)
  return `${textOf({ ...bits, value: (bits.value >> host) << host })}/${size}` as Prefix
}

/** The address itself, when the range holds just one. */
export function soleAddress(prefix: Prefix): Ip | undefined {
  const [address, size] = prefix.split('/')
  return Number(size) === (address?.includes(':') ? 128 : 32) ? (address as Ip) : undefined
}

/**
 * Values by address range; `find` answers with the longest range that holds the address.
 *
 * One look-up a distinct length, so a table of mostly single addresses costs one or two map reads.
 */
export class PrefixTable<V> {
  readonly #byLength = new Map<string, { width: number; size: number; rows: Map<bigint, V> }>()
  readonly #exact = new Map<string, V>()

  constructor(entries: Iterable<readonly [Prefix, V]>) {
    for (const [prefix, value] of entries) this.#put(prefix, value)
  }

  find(ip: Ip): V | undefined {
    const exact = this.#exact.get(ip)
    if (exact !== undefined || this.#byLength.size === 0) return exact

    const bits = bitsOf(ip)
    if (!bits) return undefined
    let best: { size: number; value: V } | undefined
    for (const { width, size, rows } of this.#byLength.values()) {
      if (width !== bits.width || (best && best.size > size)) continue
      const value = rows.get(bits.value >> BigInt(width - size))
      if (value !== undefined) best = { size, value }
    }
    return best?.value
  }

  #put(prefix: Prefix, value: V): void {
    const sole = soleAddress(prefix)
    if (sole) {
      this.#exact.set(sole, value)
      return
    }
    const [address = '', length] = prefix.split('/')
    const bits = bitsOf(address) as Bits
    const size = Number(length)
    const key = `${bits.width}/${size}`
    const table = this.#byLength.get(key) ?? { width: bits.width, size, rows: new Map() }
    table.rows.set(bits.value >> BigInt(bits.width - size), value)
    this.#byLength.set(key, table)
  }
}

type Bits = { readonly width: 32 | 128; readonly value: bigint }

function bitsOf(text: string): Bits | undefined {
  if (V4.test(text)) return { width: 32, value: v4Value(text) }
  const value = v6Value(text)
  if (value === undefined) return undefined
  return value >> 32n === 0xffffn
    ? { width: 32, value: value & 0xffffffffn }
    : { width: 128, value }
}

function v4Value(text: string): bigint {
  return text.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n)
}

function v6Value(text: string): bigint | undefined {
  const tail = text.slice(text.lastIndexOf(':') + 1)
  const hex = V4.test(tail) ? text.slice(0, -tail.length) + v4AsGroups(tail) : text
  const halves = hex.split('::')
  if (halves.length > 2) return undefined

  const [head, rest] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - (head?.length ?? 0) - (rest?.length ?? 0)
  if (rest ? missing < 1 : missing !== 0) return undefined
  const groups = [...(head ?? []), ...Array<string>(rest ? missing : 0).fill('0'), ...(rest ?? [])]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

function v4AsGroups(text: string): string {
  const value = v4Value(text)
  return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`
}

function textOf({ width, value }: Bits): string {
  const part = (index: number, size: bigint) =>
    (value >> (BigInt(width) - size * BigInt(index + 1))) & ((1n << size) - 1n)
  if (width === 32) return [0, 1, 2, 3].map((i) => part(i, 8n)).join('.')

  const groups = Array.from({ length: 8 }, (_, i) => part(i, 16n).toString(16))
  return compress(groups)
}

/** RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals, becomes `::`. */
function compress(groups: readonly string[]): string {
  let best = { at: 0, length: 1 }
  for (let at = 0; at < groups.length; at++) {
    let length = 0
    while (groups[at + length] === '0') length++
    if (length > best.length) best = { at, length }
  }
  if (best.length < 2) return groups.join(':')
  const after = best.at + best.length
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(after).join(':')}`
}

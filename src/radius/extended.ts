import { HEADER_OCTETS, type Packet } from './wire.ts'

/** RFC 6929 §2.1, §2.2: four types that hold 256 each, and two more whose values may be long. */
const EXTENDED = { first: 241, long: 245, last: 246 } as const
const EXTENDED_HEAD_OCTETS = 3
const LONG_HEAD_OCTETS = 4
/** RFC 6929 §2.2: the value goes on in the next attribute. */
const MORE = 0x80

/** An attribute of the extended space, such as 241.4 (Original-Packet-Code). */
export type ExtendedId = { readonly type: number; readonly extended: number }

/**
 * The first value of an extended attribute; a long one's fragments joined (RFC 6929 §2.2). Nothing when it
 * is absent, too short to be one, or not whole: such an attribute is ignored (RFC 6929 §2).
 */
export function extendedOf({ octets }: Packet, id: ExtendedId): Buffer | undefined {
  const isLong = id.type >= EXTENDED.long
  if (id.type < EXTENDED.first || id.type > EXTENDED.last) return undefined
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1] as number) {
    if (isOf(octets, at, id)) return isLong ? joined(octets, at, id) : valueAt(octets, at, false)
  }
  return undefined
}

function joined(octets: Buffer, from: number, id: ExtendedId): Buffer | undefined {
  const parts: Buffer[] = []
  for (let at = from; at < octets.length && isOf(octets, at, id); ) {
    parts.push(valueAt(octets, at, true))
    if (((octets[at + 3] as number) & MORE) === 0) return Buffer.concat(parts)
    at += octets[at + 1] as number
  }
  return undefined
}

function isOf(octets: Buffer, at: number, { type, extended }: ExtendedId): boolean {
  const head = type >= EXTENDED.long ? LONG_HEAD_OCTETS : EXTENDED_HEAD_OCTETS
  const isLongEnough = (octets[at + 1] as number) >= head
  return isLongEnough && octets[at] === type && octets[at + 2] === extended
}

function valueAt(octets: Buffer, at: number, isLong: boolean): Buffer {
  const head = isLong ? LONG_HEAD_OCTETS : EXTENDED_HEAD_OCTETS
  return octets.subarray(at + head, at + (octets[at + 1] as number))
}

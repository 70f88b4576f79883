import { isUtf8 } from 'node:buffer'
import { type AttributeId, attributeId } from './dictionary.ts'
import { HEADER_OCTETS, type Packet } from './wire.ts'

const VENDOR_SPECIFIC = 26

/** Whether an attribute is there. */
export function has(packet: Packet, id: AttributeId): boolean {
  return valueAt(packet, id) > 0
}

/** The first value of an attribute, as a view into the packet; nothing when it is absent. */
export function octetsOf(packet: Packet, id: AttributeId): Buffer | undefined {
  const at = valueAt(packet, id)
  return at > 0 ? packet.octets.subarray(at, endOf(packet.octets, at)) : undefined
}

/** A 32-bit value. An attribute of another length is as good as absent. */
export function integerOf(packet: Packet, id: AttributeId): number | undefined {
  const at = valueAt(packet, id)
  const isInteger = at > 0 && endOf(packet.octets, at) === at + 4
  return isInteger ? packet.octets.readUInt32BE(at) : undefined
}

/** A text, when it is one: octets that are not UTF-8 would make two names look alike. */
export function textOf(packet: Packet, id: AttributeId): string | undefined {
  const at = valueAt(packet, id)
  if (at === 0) return undefined
  const { octets } = packet
  const end = endOf(octets, at)
  // Nearly all text is ASCII, and that is read several times faster.
  if (isAscii(octets, at, end)) return octets.toString('latin1', at, end)
  const text = octets.subarray(at, end)
  return isUtf8(text) ? text.toString() : undefined
}

/** An authentic packet's attributes by their dictionary names, for readers that are not in a hurry. */
export class Attributes {
  readonly #packet: Packet

  constructor(packet: Packet) {
    this.#packet = packet
  }

  octets(name: string): Buffer | undefined {
    return octetsOf(this.#packet, attributeId(name))
  }

  integer(name: string): number | undefined {
    return integerOf(this.#packet, attributeId(name))
  }

  text(name: string): string | undefined {
    return textOf(this.#packet, attributeId(name))
  }
}

/** Where the first value of an attribute begins; 0 when it is absent. */
function valueAt(packet: Packet, { type, vendor }: AttributeId): number {
  const first = firstOf(packet)
  const at =
    vendor === 0 ? (first[type] as number) : findInVendor(packet.octets, first, vendor, type)
  return at > 0 ? at + 2 : 0
}

/** Where the first attribute of each type begins in the packet asked last; 0 for the types it has not. */
const firsts = new Uint16Array(256)
let asked: Packet | undefined

/** A packet is read from end to end once, however much is asked of it: nobody asks two in turn. */
function firstOf(packet: Packet): Uint16Array {
  if (packet === asked) return firsts
  const { octets } = packet
  firsts.fill(0)
  for (let at = HEADER_OCTETS; at + 2 <= octets.length; ) {
    const type = octets[at] as number
    const size = octets[at + 1] as number
    if (size < 2 || at + size > octets.length) break
    if (firsts[type] === 0) firsts[type] = at
    at += size
  }
  asked = packet
  return firsts
}

/** Where the value that begins at `at` ends: its length stands right before it. */
function endOf(octets: Buffer, at: number): number {
  return at - 2 + (octets[at - 1] as number)
}

/** Vendors may pack several attributes into one Vendor-Specific (RFC 2865 §5.26). */
function findInVendor(octets: Buffer, first: Uint16Array, vendor: number, type: number): number {
  let at = first[VENDOR_SPECIFIC] as number
  while (at > 0) {
    const end = at + (octets[at + 1] as number)
    if (at + 6 <= end && octets.readUInt32BE(at + 2) === vendor) {
      const within = find(octets, at + 6, end, type)
      if (within > 0) return within
    }
    at = find(octets, end, octets.length, VENDOR_SPECIFIC)
  }
  return 0
}

/** Where the first attribute of that type begins; 0 when none does, or what follows is no attribute. */
function find(octets: Buffer, from: number, to: number, type: number): number {
  for (let at = from; at + 2 <= to; ) {
    const size = octets[at + 1] as number
    if (size < 2 || at + size > to) return 0
    if (octets[at] === type) return at
    at += size
  }
  return 0
}

function isAscii(octets: Buffer, from: number, to: number): boolean {
  let bits = 0
  for (let at = from; at < to; at++) bits |= octets[at] as number
  return bits < 0x80
}

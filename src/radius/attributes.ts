import { isUtf8 } from 'node:buffer'
import { type AttributeId, attributeId } from './dictionary.ts'
import { HEADER_OCTETS, type Packet } from './wire.ts'

const VENDOR_SPECIFIC = 26

/** The first value of an attribute, as a view into the packet; nothing when it is absent. */
export function octetsOf({ octets }: Packet, { type, vendor }: AttributeId): Buffer | undefined {
  if (vendor === 0) return valueAt(octets, find(octets, HEADER_OCTETS, octets.length, type))
  return vendorValue(octets, vendor, type)
}

/** A 32-bit value. An attribute of another length is as good as absent. */
export function integerOf(packet: Packet, id: AttributeId): number | undefined {
  const octets = octetsOf(packet, id)
  return octets?.length === 4 ? octets.readUInt32BE() : undefined
}

/** A text, when it is one: octets that are not UTF-8 would make two names look alike. */
export function textOf(packet: Packet, id: AttributeId): string | undefined {
  const octets = octetsOf(packet, id)
  return octets && isUtf8(octets) ? octets.toString() : undefined
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

/** Vendors may pack several attributes into one Vendor-Specific (RFC 2865 §5.26). */
function vendorValue(octets: Buffer, vendor: number, type: number): Buffer | undefined {
  let at = find(octets, HEADER_OCTETS, octets.length, VENDOR_SPECIFIC)
  while (at > 0) {
    const end = at + (octets[at + 1] as number)
    if (at + 6 <= end && octets.readUInt32BE(at + 2) === vendor) {
      const value = valueAt(octets, find(octets, at + 6, end, type))
      if (value) return value
    }
    at = find(octets, end, octets.length, VENDOR_SPECIFIC)
  }
  return undefined
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

function valueAt(octets: Buffer, at: number): Buffer | undefined {
  return at > 0 ? octets.subarray(at + 2, at + (octets[at + 1] as number)) : undefined
}

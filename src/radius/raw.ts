import type { AttributeId } from './dictionary.ts'
import { HEADER_OCTETS, type Packet } from './wire.ts'

const VENDOR_SPECIFIC = 26
const VENDOR_HEAD_OCTETS = 6
const VALUE_OCTETS_MAX = 253

/** An attribute as it stands in a packet. `octets` is all of it, `value` what it holds. */
export type RawAttribute = AttributeId & { readonly value: Buffer; readonly octets: Buffer }

/**
 * Every attribute of a packet, in its order, for who hands them on: a vendor's by its own number, each in
 * a Vendor-Specific of its own (RFC 2865 §5.26). One whose inside is not laid out so has type 0, which no
 * dictionary names.
 */
export function rawAttributes({ octets }: Packet): RawAttribute[] {
  const found: RawAttribute[] = []
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1] as number) {
    const whole = octets.subarray(at, at + (octets[at + 1] as number))
    if (whole[0] === VENDOR_SPECIFIC && whole.length >= VENDOR_HEAD_OCTETS) {
      found.push(...vendorAttributes(whole))
    } else {
      found.push({ vendor: 0, type: whole[0] as number, value: whole.subarray(2), octets: whole })
    }
  }
  return found
}

/** An attribute laid out anew. Nothing, when the value is longer than one holds. */
export function rawAttribute(id: AttributeId, value: Uint8Array): RawAttribute | undefined {
  const isVendors = id.vendor > 0
  const room = isVendors ? VALUE_OCTETS_MAX - VENDOR_HEAD_OCTETS : VALUE_OCTETS_MAX
  if (value.length > room) return undefined
  const inner = Buffer.concat([Buffer.of(id.type, 2 + value.length), value])
  const octets = isVendors ? inVendor(id.vendor, inner) : inner
  return { ...id, value: octets.subarray(octets.length - value.length), octets }
}

function vendorAttributes(whole: Buffer): RawAttribute[] {
  const vendor = whole.readUInt32BE(2)
  const parts: RawAttribute[] = []
  for (let at = VENDOR_HEAD_OCTETS; at < whole.length; ) {
    const size = whole[at + 1] ?? 0
    if (size < 2 || at + size > whole.length) return [opaque(vendor, whole)]
    const part = whole.subarray(at, at + size)
    const type = part[0] as number
    parts.push({ vendor, type, value: part.subarray(2), octets: inVendor(vendor, part) })
    at += size
  }
  return parts.length > 0 ? parts : [opaque(vendor, whole)]
}

function opaque(vendor: number, whole: Buffer): RawAttribute {
  return { vendor, type: 0, value: whole.subarray(VENDOR_HEAD_OCTETS), octets: whole }
}

function inVendor(vendor: number, inner: Uint8Array): Buffer {
  const head = Buffer.from([VENDOR_SPECIFIC, VENDOR_HEAD_OCTETS + inner.length, 0, 0, 0, 0])
  head.writeUInt32BE(vendor, 2)
  return Buffer.concat([head, inner])
}

import fc from 'fast-check'
import { inspect, type Packet } from '#src/radius/wire.ts'

/** The attributes we read, and some we do not; values of the lengths that mean something, and others. */
const TYPES = [1, 2, 3, 4, 8, 24, 25, 26, 30, 31, 33, 40, 41, 42, 44, 45, 46, 49, 52, 53, 55, 60]
const type = fc.constantFrom(...TYPES, 79, 80, 89, 95, 97, 123, 168, 200, 241, 245, 255)
const size = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 8, 16, 17, 18, 32, 50, 128, 253)
const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
/** Vendor-Specific of the vendors we read, with anything inside. */
const vendorValue = fc
  .tuple(fc.constantFrom(9, 311, 14122, 14559, 14988, 0xff000001), fc.uint8Array({ maxLength: 60 }))
  .map(([vendor, rest]) => Buffer.concat([uint32(vendor), rest]))
const plain = fc.tuple(type, size.chain(octets)).map(([type, value]) => attribute(type, value))
const anything = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 1, arbitrary: vendorValue.map((value) => attribute(26, value)) },
)

function uint32(value: number): Buffer {
  const octets = Buffer.alloc(4)
  octets.writeUInt32BE(value)
  return octets
}

function attribute(type: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type, 2 + value.length), value])
}

function packetOf(code: number, attributes: readonly Buffer[]): Packet | undefined {
  const body = Buffer.concat(attributes)
  const head = Buffer.alloc(20, 7)
  head[0] = code
  head.writeUInt16BE(20 + body.length, 2)
  const packet = inspect(Buffer.concat([head, body]))
  return packet.kind === 'packet' ? packet : undefined
}

/** Packets of this code that are sound, with anything in them. */
export function anyPacket(code: number): fc.Arbitrary<Packet> {
  return fc
    .array(anything, { maxLength: 15 })
    .map((attributes) => packetOf(code, attributes))
    .filter((packet) => packet !== undefined)
}

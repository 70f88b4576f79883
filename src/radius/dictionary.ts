import { fileURLToPath } from 'node:url'
import radius from 'radius'
import { assert } from '#src/kernel/assert.ts'
import { HEADER_OCTETS } from './wire.ts'

declare module 'radius' {
  /** Leaves out of its published types what this room needs of it. */
  function load_dictionaries(): void
  function attr_name_to_id(name: string, vendor?: string): string | undefined
  function vendor_name_to_id(name: string): string | undefined
}

/** An attribute by its numbers. `vendor` is 0 in the standard space. */
export type AttributeId = { readonly type: number; readonly vendor: number }

/** An attribute to send: text as UTF-8, numbers and dates as the dictionary lays them out. */
export type Attribute = readonly [name: string, value: Uint8Array | string | number | Date]

/** The vendors of `dictionaries/`, by the names they have there. */
const VENDORS = [
  'Mikrotik',
  'WISPr',
  'ChilliSpot',
  'Microsoft',
  'Ruckus',
  'Aruba',
  'Cisco',
  'Cambium',
  'UBNT',
] as const

const VENDOR_HEAD_OCTETS = 8
const INTEGER_OCTETS = 4

/** The package builds packets: this is the one with the least around the attributes. */
const BARE = {
  code: 'Access-Request',
  secret: '',
  identifier: 0,
  authenticator: Buffer.alloc(16),
  add_message_authenticator: false,
}

radius.add_dictionary(fileURLToPath(new URL('dictionaries', import.meta.url)))
radius.load_dictionaries()

/** The numbers behind a dictionary name. A name no dictionary has is our own slip. */
export function attributeId(name: string): AttributeId {
  const { vendor, type } = entryOf(name)
  return { type, vendor: vendor ? Number(radius.vendor_name_to_id(vendor)) : 0 }
}

/** Whether any dictionary names this attribute. */
export function isAttribute(name: string): boolean {
  return lookUp(name) !== undefined
}

/**
 * Attributes as they stand on the wire, in the order given, each vendor's in a wrapper of its own.
 *
 * The package lays each name out once; from then on its head is copied, the lengths in it grow, and the
 * usual values are written right behind it, which is ten times faster.
 */
export function layout(attributes: readonly Attribute[]): Buffer {
  const parts = attributes.map(partOf)
  let length = 0
  for (const { head, value } of parts) length += head.length + sizeOf(value)
  const octets = Buffer.allocUnsafe(length)
  let at = 0
  for (const { head, value } of parts) {
    octets.set(head, at)
    grow(octets, at + 1, sizeOf(value))
    if (head.length === VENDOR_HEAD_OCTETS) grow(octets, at + 7, sizeOf(value))
    at += head.length
    if (typeof value === 'number') octets.writeUInt32BE(value, at)
    else octets.set(value, at)
    at += sizeOf(value)
  }
  return octets
}

/** What stands ahead of a value, and the value: as octets, or as the integer it is. */
type Part = { readonly head: Buffer; readonly value: Uint8Array | number }

function partOf([name, value]: Attribute): Part {
  const { head, kind } = shapeOf(name)
  if (value instanceof Uint8Array) return { head, value }
  if (kind === 'integer' && typeof value === 'number') return { head, value }
  if (kind === 'text' && typeof value === 'string') return { head, value: Buffer.from(value) }
  return { head, value: encode(name, value).subarray(head.length) }
}

function sizeOf(value: Part['value']): number {
  return typeof value === 'number' ? INTEGER_OCTETS : value.length
}

function grow(octets: Buffer, at: number, by: number): void {
  const length = (octets[at] as number) + by
  assert(length <= 0xff, 'an attribute holds at most 255 octets (RFC 2865 §5)')
  octets[at] = length
}

/** Type and length, within a Vendor-Specific where need be, and what the dictionary says of the value. */
type Shape = { readonly head: Buffer; readonly kind: 'integer' | 'text' | 'other' }
const shapes = new Map<string, Shape>()

function shapeOf(name: string): Shape {
  const known = shapes.get(name)
  if (known) return known
  const head = encode(name, Buffer.alloc(0))
  const isText = encodes(name, 'x', Buffer.from('x'))
  const kind = isText ? 'text' : encodes(name, 1, uint32(1)) ? 'integer' : 'other'
  const shape: Shape = { head, kind }
  shapes.set(name, shape)
  return shape
}

/** Whether the package lays this value out so. It tells what type an attribute is in no other way. */
function encodes(name: string, value: Attribute[1], octets: Buffer): boolean {
  try {
    return encode(name, value).subarray(-octets.length).equals(octets)
  } catch {
    return false
  }
}

function encode(name: string, value: Attribute[1]): Buffer {
  const { vendor } = entryOf(name)
  const attribute = vendor ? ['Vendor-Specific', vendor, [[name, value]]] : [name, value]
  return Buffer.from(radius.encode({ ...BARE, attributes: [attribute] }).subarray(HEADER_OCTETS))
}

/** What the dictionary calls a number of an enumerated attribute, for those of `numbers` it names. */
export function valueNames(attribute: string, numbers: Iterable<number>): Map<number, string> {
  const names = new Map<number, string>()
  for (const number of numbers) {
    const packet = Buffer.concat([
      Buffer.alloc(HEADER_OCTETS),
      layout([[attribute, uint32(number)]]),
    ])
    packet[0] = 1
    packet.writeUInt16BE(packet.length, 2)
    const name: unknown = radius.decode_without_secret({ packet }).attributes[attribute]
    if (typeof name === 'string') names.set(number, name)
  }
  return names
}

/** A number as RADIUS lays out an integer: four octets, the highest first (RFC 2865 §5). */
export function uint32(value: number): Buffer {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffffffff, 'an integer fits 32 bits')
  const octets = Buffer.allocUnsafe(4)
  octets.writeUInt32BE(value)
  return octets
}

type Entry = { readonly vendor: string | undefined; readonly type: number }
const entries = new Map<string, Entry>()

function entryOf(name: string): Entry {
  const known = entries.get(name)
  if (known) return known

  const entry = lookUp(name)
  assert(entry, `a dictionary names the attribute ${name}`)
  entries.set(name, entry)
  return entry
}

function lookUp(name: string): Entry | undefined {
  const vendor = VENDORS.find((vendor) => typeIn(vendor, name) !== undefined)
  const type = vendor ? typeIn(vendor, name) : radius.attr_name_to_id(name)
  return type === undefined ? undefined : { vendor, type: Number(type) }
}

function typeIn(vendor: string, name: string): string | undefined {
  return radius.attr_name_to_id(name, radius.vendor_name_to_id(vendor))
}

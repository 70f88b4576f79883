import type { Millis } from '#src/kernel/clock.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import { printable } from '#src/kernel/text.ts'
import type { Vendor } from '#src/kernel/vendor.ts'
import { octetsOf, textOf } from '#src/radius/attributes.ts'
import { attributeId } from '#src/radius/dictionary.ts'
import { HEADER_OCTETS, inspect, type Packet } from '#src/radius/wire.ts'

/**
 * What a packet says of its sender. Anybody can send such a packet from any address: these are words to
 * help an officer recognise a gateway, and nothing is ever decided by them.
 */
export type Claims = {
  readonly nasIdentifier: string | undefined
  readonly nasAddress: Ip | undefined
  /** Called-Station-Id: usually its MAC address, and often the network's name. */
  readonly calledStation: string | undefined
  /** The maker whose Vendor-Specific attributes it sends. */
  readonly make: Make | undefined
}

/** An address that sent RADIUS packets and belongs to no gateway. */
export type Stranger = {
  readonly address: Ip
  /** Packets to the authentication port, and to the accounting port. */
  readonly auth: number
  readonly acct: number
  readonly firstHeardAt: Millis
  readonly lastHeardAt: Millis
  readonly claims: Claims
  /** False when nothing it sent was a whole RADIUS packet: a scanner rather than a gateway. */
  readonly isRadius: boolean
  /** An officer put it aside: it is kept, and asks for no more attention. */
  readonly isIgnored: boolean
}

/** Makers by their IANA private enterprise numbers: who writes Vendor-Specific attributes of his own. */
const MAKES = {
  9: 'Cisco',
  14559: 'CoovaChilli',
  14823: 'Aruba',
  14988: 'MikroTik',
  17713: 'Cambium',
  25053: 'Ruckus',
  41112: 'Ubiquiti',
} as const
export type Make = (typeof MAKES)[keyof typeof MAKES]

/** The make by that name, or nothing. */
export function parseMake(input: unknown): Make | undefined {
  return Object.values(MAKES).find((make) => make === input)
}

/** The make a gateway's record would have, where we serve that make. */
export const VENDOR_OF_MAKE: Readonly<Partial<Record<Make, Vendor>>> = {
  MikroTik: 'mikrotik',
  CoovaChilli: 'chilli',
}

const NAS_IDENTIFIER = attributeId('NAS-Identifier')
const NAS_IP_ADDRESS = attributeId('NAS-IP-Address')
const NAS_IPV6_ADDRESS = attributeId('NAS-IPv6-Address')
const CALLED_STATION_ID = attributeId('Called-Station-Id')
const VENDOR_SPECIFIC = 26
/** Longer claims are cut: a name that helps to recognise a gateway is shorter. */
const CLAIM_LENGTH_MAX = 80

/** Reads what a packet claims; nothing when it is no whole RADIUS packet. Believes none of it. */
export function claimsOf(datagram: Buffer): Claims | undefined {
  const packet = inspect(datagram)
  if (packet.kind === 'malformed') return undefined
  return {
    nasIdentifier: claimed(textOf(packet, NAS_IDENTIFIER)),
    nasAddress: addressIn(packet),
    calledStation: claimed(textOf(packet, CALLED_STATION_ID)),
    make: makeIn(packet),
  }
}

function claimed(text: string | undefined): string | undefined {
  return text ? printable(text, CLAIM_LENGTH_MAX) : undefined
}

function addressIn(packet: Packet): Ip | undefined {
  const four = octetsOf(packet, NAS_IP_ADDRESS)
  if (four?.length === 4) return parseIp(four.join('.'))
  const sixteen = octetsOf(packet, NAS_IPV6_ADDRESS)
  return sixteen?.length === 16
    ? parseIp(sixteen.toString('hex').replace(/.{4}(?!$)/g, '$&:'))
    : undefined
}

/** The first maker among the Vendor-Specific attributes that we know by number (RFC 2865 §5.26). */
function makeIn({ octets }: Packet): Make | undefined {
  for (let at = HEADER_OCTETS; at < octets.length; at += octets[at + 1] as number) {
    if (octets[at] !== VENDOR_SPECIFIC || (octets[at + 1] as number) < 6) continue
    const make = makeNumbered(octets.readUInt32BE(at + 2))
    if (make) return make
  }
  return undefined
}

/** The maker of that number, or nothing. */
function makeNumbered(number: number): Make | undefined {
  return Object.hasOwn(MAKES, number) ? MAKES[number as keyof typeof MAKES] : undefined
}

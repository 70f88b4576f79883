import { type Ip, soleAddress } from '#src/kernel/ip.ts'
import { parseMac } from '#src/kernel/mac.ts'
import { integerOf, octetsOf, textOf } from './attributes.ts'
import { attributeId } from './dictionary.ts'
import { ipv6Of, ipv6PrefixOf } from './ipv6.ts'
import type { Nas, Station } from './message.ts'
import type { Packet } from './wire.ts'

const USER_NAME = attributeId('User-Name')
const CALLING_STATION_ID = attributeId('Calling-Station-Id')
const FRAMED_IP_ADDRESS = attributeId('Framed-IP-Address')
const FRAMED_IPV6_ADDRESS = attributeId('Framed-IPv6-Address')
const FRAMED_IPV6_PREFIX = attributeId('Framed-IPv6-Prefix')
const MIKROTIK_HOST_IP = attributeId('Mikrotik-Host-IP')
const ACCT_SESSION_ID = attributeId('Acct-Session-Id')

/** RFC 2865 §5.8: these two ask the other side to choose an address; they are no address. */
const FRAMED_IP_CHOICES = 0xfffffffe

/** Who and where, in any request. Nothing when the User-Name is not UTF-8. */
export function stationOf(packet: Packet, nas: Nas): Station | undefined {
  const userName = textOf(packet, USER_NAME)
  if (userName === undefined && octetsOf(packet, USER_NAME)) return undefined
  return {
    nas,
    userName: userName ?? '',
    callingStation: parseMac(textOf(packet, CALLING_STATION_ID)),
    framedIp: framedIp(packet),
    acctSessionId: textOf(packet, ACCT_SESSION_ID) || undefined,
  }
}

function framedIp(packet: Packet): Ip | undefined {
  const address = integerOf(packet, FRAMED_IP_ADDRESS) ?? integerOf(packet, MIKROTIK_HOST_IP)
  if (address === undefined || address >= FRAMED_IP_CHOICES) return framedIpv6(packet)
  const octet = (shift: number) => (address >>> shift) & 0xff
  return `${octet(24)}.${octet(16)}.${octet(8)}.${octet(0)}` as Ip
}

/** RFC 6911 §3.1, or a prefix of one address (RFC 3162 §2.3). */
function framedIpv6(packet: Packet): Ip | undefined {
  const address = octetsOf(packet, FRAMED_IPV6_ADDRESS)
  if (address) return ipv6Of(address)
  const prefix = octetsOf(packet, FRAMED_IPV6_PREFIX)
  const sole = prefix && ipv6PrefixOf(prefix)
  return sole && soleAddress(sole)
}

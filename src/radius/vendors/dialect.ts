import type { Ip } from '#src/kernel/ip.ts'
import { INTERIM_SECONDS_MIN, type Limits } from '#src/kernel/limits.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { type Attribute, uint32 } from '../dictionary.ts'
import { ipv6Octets } from '../ipv6.ts'
import type { SessionKey } from '../message.ts'

/** What one make of gateway wants to be told, and in which units. */
export type Dialect = {
  /** Rate and quota of an Access-Accept. */
  readonly limits: (limits: Limits) => Attribute[]
  /** The attributes by which it finds the session a Disconnect- or CoA-Request means (RFC 5176 §3). */
  readonly session: (session: SessionKey) => Attribute[]
  /**
   * What a CoA-Request says so that a running session has these limits from now on, all counted from
   * its beginning. Nothing, where this make cannot bring that about.
   */
  readonly change: (limits: Limits) => Attribute[] | undefined
  /** What it means by a NAK that gives no Error-Cause, where it can mean only one thing. */
  readonly bareNak?: number
}

const GIGAWORD = 2 ** 32
export const UINT32_MAX = GIGAWORD - 1

/**
 * A quota in octets, over two attributes where 32 bits are too few.
 *
 * Every vendor reads 0 as unlimited, so a quota that is all but spent is told as one octet.
 */
export function quota(octets: number, lowName: string, highName: string): Attribute[] {
  const whole = Math.max(1, Math.floor(octets))
  const high = Math.floor(whole / GIGAWORD)
  const low: Attribute = [lowName, uint32(whole % GIGAWORD)]
  return high > 0 ? [low, [highName, uint32(high)]] : [low]
}

/** How long a session may last, and how long it may be silent. */
export function timeouts({ sessionSeconds, idleSeconds }: Limits): Attribute[] {
  const session: Attribute = ['Session-Timeout', seconds(sessionSeconds, 1)]
  return idleSeconds > 0 ? [session, ['Idle-Timeout', seconds(idleSeconds, 1)]] : [session]
}

/** How often a session is to be reported. */
export function interim({ interimSeconds }: Limits): Attribute {
  return ['Acct-Interim-Interval', seconds(interimSeconds, INTERIM_SECONDS_MIN)]
}

/** Gateways read 0 as no limit at all, so what is nearly over is told as `least`. */
function seconds(value: number, least: number): Buffer {
  return uint32(Math.min(Math.max(Math.floor(value), least), UINT32_MAX))
}

/** The name and the id every vendor matches on. `spelled` is how it writes an address for a name. */
export function nameAndId(
  { userName, acctSessionId, callingStation }: SessionKey,
  spelled: (mac: Mac) => string,
): Attribute[] {
  const name = userName || (callingStation ? spelled(callingStation) : '')
  return [
    ['User-Name', Buffer.from(name)],
    ['Acct-Session-Id', Buffer.from(acctSessionId)],
  ]
}

/** The address a phone has, in the attribute of its family (RFC 2865 §5.8, RFC 6911 §3.1). */
export function framedAddress(address: Ip): Attribute {
  return address.includes(':')
    ? ['Framed-IPv6-Address', ipv6Octets(address)]
    : ['Framed-IP-Address', address]
}

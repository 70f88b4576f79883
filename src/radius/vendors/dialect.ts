import type { Limits } from '#src/kernel/limits.ts'
import { type Attribute, uint32 } from '../dictionary.ts'
import type { SessionKey } from '../message.ts'

/** What one make of gateway wants to be told, and in which units. */
export type Dialect = {
  /** Rate and quota of an Access-Accept. */
  readonly limits: (limits: Limits) => Attribute[]
  /** The attributes by which it finds the session a Disconnect-Request means (RFC 5176 §3). */
  readonly session: (session: SessionKey) => Attribute[]
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

/** The name and the id every vendor matches on. */
export function nameAndId({ userName, acctSessionId }: SessionKey): Attribute[] {
  return [
    ['User-Name', Buffer.from(userName)],
    ['Acct-Session-Id', Buffer.from(acctSessionId)],
  ]
}

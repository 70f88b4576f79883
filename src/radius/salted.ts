import { md5 } from './md5.ts'
import type { Key } from './signature.ts'

const BLOCK = 16
const SALT_OCTETS = 2
/** RFC 2548 §2.4.2, RFC 2868 §3.5: a salt's first bit is set. */
const SALT_BIT = 0x80

/**
 * A salt, then the octets hidden behind it, their number ahead of them and NULs behind, in whole blocks:
 * how MS-MPPE keys and Tunnel-Password travel (RFC 2548 §2.4.2, RFC 2868 §3.5). `salt` is two octets,
 * its own for each attribute of a packet.
 */
export function hideSalted(
  plain: Uint8Array,
  authenticator: Uint8Array,
  key: Key,
  salt: Uint8Array,
): Buffer {
  if (key.isClear) return Buffer.from(plain)
  const blocks = Math.ceil((1 + plain.length) / BLOCK)
  const hidden = Buffer.alloc(SALT_OCTETS + blocks * BLOCK)
  hidden.set(salt.subarray(0, SALT_OCTETS))
  hidden[0] = (hidden[0] as number) | SALT_BIT
  hidden[SALT_OCTETS] = plain.length
  hidden.set(plain, SALT_OCTETS + 1)
  let mask = Buffer.concat([authenticator, hidden.subarray(0, SALT_OCTETS)])
  for (let at = SALT_OCTETS; at < hidden.length; at += BLOCK) {
    const block = hidden.subarray(at, at + BLOCK)
    xor(block, md5(key.secret, mask))
    mask = block
  }
  return hidden
}

/** What `hideSalted` hid; nothing when the octets cannot have come from it under this key. */
export function revealSalted(
  hidden: Buffer,
  authenticator: Uint8Array,
  key: Key,
): Buffer | undefined {
  if (key.isClear) return hidden
  const size = hidden.length - SALT_OCTETS
  if (size < BLOCK || size % BLOCK !== 0) return undefined

  const plain = Buffer.from(hidden.subarray(SALT_OCTETS))
  let mask: Buffer = Buffer.concat([authenticator, hidden.subarray(0, SALT_OCTETS)])
  for (let at = 0; at < size; at += BLOCK) {
    xor(plain.subarray(at, at + BLOCK), md5(key.secret, mask))
    mask = hidden.subarray(SALT_OCTETS + at, SALT_OCTETS + at + BLOCK)
  }
  const length = plain[0] as number
  return length < size ? plain.subarray(1, 1 + length) : undefined
}

function xor(octets: Buffer, mask: Uint8Array): void {
  for (let i = 0; i < BLOCK; i++) octets[i] = (octets[i] as number) ^ (mask[i] as number)
}

import { md5 } from './md5.ts'
import type { Key } from './signature.ts'

/** RFC 2865 §5.2: at most 128 octets, in blocks of 16. */
export const PASSWORD_OCTETS_MAX = 128
const BLOCK = 16

/** Hides a password behind the secret, padded with NULs to whole blocks (RFC 2865 §5.2). */
export function hidePassword(password: Uint8Array, authenticator: Uint8Array, key: Key): Buffer {
  if (key.isClear) return Buffer.from(password)
  const blocks = Math.max(1, Math.ceil(password.length / BLOCK))
  const hidden = Buffer.alloc(blocks * BLOCK)
  hidden.set(password)
  for (let at = 0, mask = authenticator; at < hidden.length; at += BLOCK) {
    const block = hidden.subarray(at, at + BLOCK)
    xor(block, md5(key.secret, mask))
    mask = block
  }
  return hidden
}

/** The password behind a User-Password value, without its padding; nothing when its length is wrong. */
export function revealPassword(
  hidden: Buffer,
  authenticator: Uint8Array,
  key: Key,
): Buffer | undefined {
  if (key.isClear) return isPassword(hidden) ? hidden : undefined
  const isWhole = hidden.length >= BLOCK && hidden.length % BLOCK === 0
  if (!isWhole || hidden.length > PASSWORD_OCTETS_MAX) return undefined

  const password = Buffer.from(hidden)
  for (let at = 0; at < password.length; at += BLOCK) {
    const mask = at === 0 ? authenticator : hidden.subarray(at - BLOCK, at)
    xor(password.subarray(at, at + BLOCK), md5(key.secret, mask))
  }
  let length = password.length
  while (length > 0 && password[length - 1] === 0) length--
  return password.subarray(0, length)
}

/** RFC 9765 §5.1.1: at least one octet, and no more than could be hidden. */
function isPassword({ length }: Buffer): boolean {
  return length > 0 && length <= PASSWORD_OCTETS_MAX
}

function xor(octets: Buffer, mask: Uint8Array): void {
  for (let i = 0; i < BLOCK; i++) octets[i] = (octets[i] as number) ^ (mask[i] as number)
}

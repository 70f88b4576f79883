import { digest, hashRoom, room } from './md5.ts'
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
  mask(hidden, 0, authenticator, 0, key)
  for (let at = BLOCK; at < hidden.length; at += BLOCK) mask(hidden, at, hidden, at - BLOCK, key)
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
  mask(password, 0, authenticator, 0, key)
  for (let at = BLOCK; at < hidden.length; at += BLOCK) mask(password, at, hidden, at - BLOCK, key)
  let length = password.length
  while (length > 0 && password[length - 1] === 0) length--
  return password.subarray(0, length)
}

/** RFC 9765 §5.1.1: at least one octet, and no more than could be hidden. */
function isPassword({ length }: Buffer): boolean {
  return length > 0 && length <= PASSWORD_OCTETS_MAX
}

/** Hides or reveals the block at `at`, by MD5 of the secret and the block `from` which it is chained. */
function mask(octets: Buffer, at: number, before: Uint8Array, from: number, { secret }: Key): void {
  room.set(secret)
  for (let i = 0; i < BLOCK; i++) room[secret.length + i] = before[from + i] as number
  hashRoom(secret.length + BLOCK)
  for (let i = 0; i < BLOCK; i++) {
    octets[at + i] = (octets[at + i] as number) ^ (digest[i] as number)
  }
}

import { assert } from '#src/kernel/assert.ts'
import { digest, type HmacMd5, hashRoom, room } from './md5.ts'
import { AUTHENTICATOR_AT, AUTHENTICATOR_OCTETS, HEADER_OCTETS } from './wire.ts'

/** A shared secret made ready to hash with. */
export type HashKey = { readonly secret: Uint8Array; readonly hmac: HmacMd5 }

/** A header whose authenticator is zeros: what Accounting-Requests and their like are hashed with. */
export const NO_NONCE = new Uint8Array(HEADER_OCTETS)

/**
 * Writes the authenticator of a packet: MD5(Code ‖ Identifier ‖ Length ‖ nonce ‖ Attributes ‖ secret),
 * RFC 2865 §3 and RFC 2866 §3. The nonce is the authenticator of `header`, which may be the packet itself.
 */
export function writeAuthenticator(octets: Uint8Array, header: Uint8Array, key: HashKey): void {
  hash(octets, header, key)
  octets.set(digest, AUTHENTICATOR_AT)
}

/** Whether a packet's authenticator is what `writeAuthenticator` would write. */
export function hasAuthenticator(octets: Uint8Array, header: Uint8Array, key: HashKey): boolean {
  hash(octets, header, key)
  return isDigest(octets, AUTHENTICATOR_AT)
}

/**
 * Writes the Message-Authenticator whose value begins at `at`: HMAC-MD5 over the packet with the nonce
 * for its authenticator and that value as zeros (RFC 3579 §3.2).
 */
export function writeMessageAuthenticator(
  octets: Uint8Array,
  at: number,
  header: Uint8Array,
  key: HashKey,
): void {
  hashKeyed(octets, at, header, key)
  octets.set(digest, at)
}

/** Whether a packet's Message-Authenticator is what `writeMessageAuthenticator` would write. */
export function hasMessageAuthenticator(
  octets: Uint8Array,
  at: number,
  header: Uint8Array,
  key: HashKey,
): boolean {
  hashKeyed(octets, at, header, key)
  return isDigest(octets, at)
}

function hash(octets: Uint8Array, header: Uint8Array, { secret }: HashKey): void {
  layOut(octets, header)
  assert(octets.length + secret.length < room.length, 'a packet and its secret fit the room')
  room.set(secret, octets.length)
  hashRoom(octets.length + secret.length)
}

function hashKeyed(octets: Uint8Array, at: number, header: Uint8Array, { hmac }: HashKey): void {
  layOut(octets, header)
  room.fill(0, at, at + AUTHENTICATOR_OCTETS)
  hmac.hashRoom(octets.length)
}

/** Copied octet by octet where they are few: a view of them would cost more than the hashing. */
function layOut(octets: Uint8Array, header: Uint8Array): void {
  room.set(octets)
  if (header === octets) return
  for (let at = AUTHENTICATOR_AT; at < HEADER_OCTETS; at++) room[at] = header[at] as number
}

/** Compares all sixteen octets whatever they are, so the time taken tells nothing of them. */
function isDigest(octets: Uint8Array, at: number): boolean {
  let differences = 0
  for (let i = 0; i < AUTHENTICATOR_OCTETS; i++) {
    differences |= (octets[at + i] as number) ^ (digest[i] as number)
  }
  return differences === 0
}

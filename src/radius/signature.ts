import { timingSafeEqual } from 'node:crypto'
import { assert } from '#src/kernel/assert.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { HmacMd5, md5 } from './md5.ts'
import {
  AUTHENTICATOR_OCTETS,
  authenticatorOf,
  CODE,
  type Code,
  HEADER_OCTETS,
  MESSAGE_AUTHENTICATOR,
  PACKET_OCTETS_MAX,
  type Packet,
  proxyStates,
} from './wire.ts'

const ZEROS = new Uint8Array(AUTHENTICATOR_OCTETS)

/** A shared secret made ready to hash with. */
export type Key = { readonly secret: Buffer; readonly hmac: HmacMd5 }
const keys = new WeakMap<Secret, Key>()

/** The key of a secret, prepared the first time this very `Secret` is used. */
export function keyOf(secret: Secret): Key {
  const ready = keys.get(secret)
  if (ready) return ready
  const octets = Buffer.from(secret.reveal())
  assert(octets.length > 0, 'a shared secret is not empty (RFC 2865 §3)')
  const key = { secret: octets, hmac: new HmacMd5(octets) }
  keys.set(secret, key)
  return key
}

export type Verdict = 'authentic' | 'unsigned' | 'forged'

/**
 * Whether a request was made by someone who holds the secret.
 *
 * Accounting-, CoA- and Disconnect-Requests always prove it in their authenticator (RFC 2866 §3,
 * RFC 5176 §2.3). Access-Requests and Status-Server prove it only in a Message-Authenticator
 * (RFC 3579 §3.2): without one they are `unsigned`, and the caller decides.
 */
export function verifyRequest(packet: Packet, key: Key): Verdict {
  const hasOwnNonce = isNonce(packet.code)
  const nonce = hasOwnNonce ? authenticatorOf(packet) : ZEROS
  if (!hasOwnNonce && !isSigned(packet, nonce, key)) return 'forged'
  if (packet.messageAuthenticatorAt === 0) return hasOwnNonce ? 'unsigned' : 'authentic'
  return hasMessageAuthenticator(packet, nonce, key) ? 'authentic' : 'forged'
}

/**
 * Whether a packet answers this request and comes from who holds the secret (RFC 2865 §3).
 *
 * An Access reply must carry a Message-Authenticator besides: MD5 alone can be forged on the way
 * (CVE-2024-3596).
 */
export function verifyReply(reply: Packet, request: Packet, key: Key): boolean {
  const nonce = authenticatorOf(request)
  if (reply.identifier !== request.identifier || !isSigned(reply, nonce, key)) return false
  if (reply.messageAuthenticatorAt === 0) return request.code !== CODE.accessRequest
  return hasMessageAuthenticator(reply, nonce, key)
}

/**
 * A reply, signed: Message-Authenticator first in all but an Accounting-Response, Proxy-State
 * returned unchanged and in order (RFC 2865 §5.33). Nothing, when that would not fit a packet.
 */
export function signReply(
  request: Packet,
  code: Code,
  attributes: Uint8Array,
  key: Key,
): Buffer | undefined {
  const returned = proxyStates(request)
  const isSealed = code !== CODE.accountingResponse
  const octets = compose(code, request.identifier, isSealed, [attributes, ...returned])
  if (!octets) return undefined
  seal(octets, isSealed, authenticatorOf(request), key)
  authenticator(octets, authenticatorOf(request), key).copy(octets, 4)
  return octets
}

/**
 * A request, signed. `nonce` is the Request Authenticator of an Access-Request or a Status-Server:
 * 16 octets nobody can guess. The others are their own proof, and `nonce` goes unused.
 */
export function signRequest(
  code: Code,
  identifier: number,
  attributes: Uint8Array,
  nonce: Uint8Array,
  key: Key,
): Buffer {
  const isSealed = code !== CODE.accountingRequest
  const octets = compose(code, identifier, isSealed, [attributes])
  assert(octets, 'a request of ours fits a packet')
  if (isNonce(code)) octets.set(nonce, 4)
  seal(octets, isSealed, isNonce(code) ? nonce : ZEROS, key)
  if (!isNonce(code)) authenticator(octets, ZEROS, key).copy(octets, 4)
  return octets
}

function isNonce(code: Code): boolean {
  return code === CODE.accessRequest || code === CODE.statusServer
}

function compose(
  code: Code,
  identifier: number,
  isSealed: boolean,
  parts: readonly Uint8Array[],
): Buffer | undefined {
  const start = HEADER_OCTETS + (isSealed ? 2 + AUTHENTICATOR_OCTETS : 0)
  const length = parts.reduce((sum, part) => sum + part.length, start)
  if (length > PACKET_OCTETS_MAX) return undefined

  const octets = Buffer.allocUnsafe(length)
  octets[0] = code
  octets[1] = identifier
  octets.writeUInt16BE(length, 2)
  if (isSealed) {
    octets[HEADER_OCTETS] = MESSAGE_AUTHENTICATOR
    octets[HEADER_OCTETS + 1] = 2 + AUTHENTICATOR_OCTETS
  }
  let at = start
  for (const part of parts) {
    octets.set(part, at)
    at += part.length
  }
  return octets
}

function seal(octets: Buffer, isSealed: boolean, nonce: Uint8Array, key: Key): void {
  const at = HEADER_OCTETS + 2
  if (isSealed) messageAuthenticator(octets, at, nonce, key).copy(octets, at)
}

function isSigned(packet: Packet, nonce: Uint8Array, key: Key): boolean {
  return timingSafeEqual(authenticator(packet.octets, nonce, key), authenticatorOf(packet))
}

function hasMessageAuthenticator(packet: Packet, nonce: Uint8Array, key: Key): boolean {
  const at = packet.messageAuthenticatorAt
  const claimed = packet.octets.subarray(at, at + AUTHENTICATOR_OCTETS)
  return timingSafeEqual(messageAuthenticator(packet.octets, at, nonce, key), claimed)
}

/** MD5(Code ‖ Identifier ‖ Length ‖ nonce ‖ Attributes ‖ secret), RFC 2865 §3 and RFC 2866 §3. */
function authenticator(octets: Buffer, nonce: Uint8Array, key: Key): Buffer {
  return md5(octets.subarray(0, 4), nonce, octets.subarray(HEADER_OCTETS), key.secret)
}

/** HMAC-MD5 over the packet with `nonce` for authenticator and its own value as zeros (RFC 3579 §3.2). */
function messageAuthenticator(octets: Buffer, at: number, nonce: Uint8Array, key: Key): Buffer {
  return key.hmac.of(
    octets.subarray(0, 4),
    nonce,
    octets.subarray(HEADER_OCTETS, at),
    ZEROS,
    octets.subarray(at + AUTHENTICATOR_OCTETS),
  )
}

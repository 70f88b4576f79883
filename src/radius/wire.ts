import { timingSafeEqual } from 'node:crypto'
import { assert } from '#src/kernel/assert.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { HmacMd5, md5 } from './md5.ts'

/** Packet types we speak: RFC 2865 §3, RFC 2866 §3, RFC 5997 §3, RFC 5176 §2.3. */
export const CODE = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accountingRequest: 4,
  accountingResponse: 5,
  accessChallenge: 11,
  statusServer: 12,
  disconnectRequest: 40,
  disconnectAck: 41,
  disconnectNak: 42,
  coaRequest: 43,
  coaAck: 44,
  coaNak: 45,
} as const
export type Code = (typeof CODE)[keyof typeof CODE]

/** RFC 2865 §3. */
export const HEADER_OCTETS = 20
export const PACKET_OCTETS_MAX = 4096

/** FreeRADIUS's own cap: real requests hold about 20, and each costs us a step. */
const ATTRIBUTES_MAX = 200

const MESSAGE_AUTHENTICATOR = 80
const PROXY_STATE = 33
const AUTHENTICATOR_OCTETS = 16
const ZEROS = new Uint8Array(AUTHENTICATOR_OCTETS)
const CODES = new Set<number>(Object.values(CODE))

/** A datagram whose frame is sound: every attribute is whole. Nothing in it is proven yet. */
export type Packet = {
  readonly kind: 'packet'
  readonly code: Code
  readonly identifier: number
  /** Exactly `Length` octets: padding behind it is no part of the packet. */
  readonly octets: Buffer
  /** Where the value of Message-Authenticator begins; 0 when there is none. */
  readonly messageAuthenticatorAt: number
}

export type Malformed = {
  readonly kind: 'malformed'
  readonly reason:
    | 'short'
    | 'code'
    | 'length'
    | 'attribute'
    | 'attributes'
    | 'message-authenticator'
}

/**
 * Walks a datagram from end to end before anything in it is believed (RFC 2865 §3, §5).
 *
 * Never throws, never copies, and takes at most `ATTRIBUTES_MAX` steps whatever it is handed.
 */
export function inspect(datagram: Buffer): Packet | Malformed {
  if (datagram.length < HEADER_OCTETS) return malformed('short')
  const code = octet(datagram, 0)
  if (!CODES.has(code)) return malformed('code')
  const length = (octet(datagram, 2) << 8) | octet(datagram, 3)
  if (length < HEADER_OCTETS || length > PACKET_OCTETS_MAX || length > datagram.length) {
    return malformed('length')
  }

  let messageAuthenticatorAt = 0
  let count = 0
  for (let at = HEADER_OCTETS; at < length; at += octet(datagram, at + 1)) {
    if (++count > ATTRIBUTES_MAX) return malformed('attributes')
    if (!isWhole(datagram, at, length)) return malformed('attribute')
    if (octet(datagram, at) !== MESSAGE_AUTHENTICATOR) continue
    const isOdd = octet(datagram, at + 1) !== 2 + AUTHENTICATOR_OCTETS
    if (isOdd || messageAuthenticatorAt > 0) return malformed('message-authenticator')
    messageAuthenticatorAt = at + 2
  }
  const octets = datagram.length === length ? datagram : datagram.subarray(0, length)
  const identifier = octet(datagram, 1)
  return { kind: 'packet', code: code as Code, identifier, octets, messageAuthenticatorAt }
}

function isWhole(datagram: Buffer, at: number, length: number): boolean {
  if (at + 2 > length) return false
  const size = octet(datagram, at + 1)
  return octet(datagram, at) !== 0 && size >= 2 && at + size <= length
}

function malformed(reason: Malformed['reason']): Malformed {
  return { kind: 'malformed', reason }
}

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

/** The 16 octets behind the header. */
export function authenticatorOf(packet: Packet): Buffer {
  return packet.octets.subarray(4, HEADER_OCTETS)
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

function proxyStates({ octets }: Packet): Buffer[] {
  const found: Buffer[] = []
  for (let at = HEADER_OCTETS; at < octets.length; at += octet(octets, at + 1)) {
    if (octet(octets, at) === PROXY_STATE) {
      found.push(octets.subarray(at, at + octet(octets, at + 1)))
    }
  }
  return found
}

/** An octet the walk has already shown to be there. */
function octet(octets: Buffer, at: number): number {
  return octets[at] as number
}

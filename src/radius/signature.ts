import { assert } from '#src/kernel/assert.ts'
import { Secret } from '#src/kernel/secret.ts'
import {
  type HashKey,
  hasAuthenticator,
  hasMessageAuthenticator,
  NO_NONCE,
  writeAuthenticator,
  writeMessageAuthenticator,
} from './digest.ts'
import { HmacMd5 } from './md5.ts'
import {
  AUTHENTICATOR_OCTETS,
  CODE,
  type Code,
  HEADER_OCTETS,
  MESSAGE_AUTHENTICATOR,
  PACKET_OCTETS_MAX,
  type Packet,
  proxyStates,
} from './wire.ts'

/** Where the value of a Message-Authenticator that comes first begins. */
const SEAL_AT = HEADER_OCTETS + 2

/** The shared secret of every RADIUS/TLS connection (RFC 6614 §2.3): what proves a packet there is TLS. */
export const RADSEC = new Secret('radsec')

/**
 * Stands where a shared secret would on a RADIUS/1.1 connection (RFC 9765 §4): TLS proves and hides
 * everything there, so under this one nothing is signed, nothing is hidden, and a packet is known by the
 * Token in the place of its authenticator.
 */
export const NO_SECRET = new Secret('radius/1.1')

/** A shared secret made ready to hash with, and what it is worth. */
export type Key = HashKey & {
  /** Everybody knows it: TLS is the proof. */
  readonly isPublic: boolean
  /** There is none. */
  readonly isClear: boolean
}
const keys = new WeakMap<Secret, Key>()

/** The key of a secret, prepared the first time this very `Secret` is used. */
export function keyOf(secret: Secret): Key {
  const ready = keys.get(secret)
  if (ready) return ready
  const octets = Buffer.from(secret.reveal())
  assert(octets.length > 0, 'a shared secret is not empty (RFC 2865 §3)')
  const isClear = secret === NO_SECRET
  const isPublic = isClear || secret === RADSEC
  const key = { secret: octets, hmac: new HmacMd5(octets), isPublic, isClear }
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
  if (key.isClear) return 'authentic'
  const hasOwnNonce = isNonce(packet.code)
  const { octets, messageAuthenticatorAt: at } = packet
  const nonce = hasOwnNonce ? octets : NO_NONCE
  if (!hasOwnNonce && !hasAuthenticator(octets, nonce, key)) return 'forged'
  if (at === 0) return hasOwnNonce ? 'unsigned' : 'authentic'
  return hasMessageAuthenticator(octets, at, nonce, key) ? 'authentic' : 'forged'
}

/**
 * Whether a packet answers this request and comes from who holds the secret (RFC 2865 §3).
 *
 * An Access reply must carry a Message-Authenticator besides: outside TLS, MD5 alone can be forged on
 * the way (CVE-2024-3596).
 */
export function verifyReply(reply: Packet, request: Packet, key: Key): boolean {
  if (key.isClear) return numberOf(reply, key) === numberOf(request, key)
  const { octets, messageAuthenticatorAt: at } = reply
  if (reply.identifier !== request.identifier) return false
  if (!hasAuthenticator(octets, request.octets, key)) return false
  if (at === 0) return key.isPublic || request.code !== CODE.accessRequest
  return hasMessageAuthenticator(octets, at, request.octets, key)
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
  if (key.isClear) return composeClear(code, numberOf(request, key), [attributes, ...returned])
  const isSealed = code !== CODE.accountingResponse
  const octets = compose(code, request.identifier, isSealed, [attributes, ...returned])
  if (!octets) return undefined
  if (isSealed) writeMessageAuthenticator(octets, SEAL_AT, request.octets, key)
  writeAuthenticator(octets, request.octets, key)
  return octets
}

/**
 * A request, signed. `number` is what its reply is known by (see `numberOf`). `nonce` is the Request
 * Authenticator of an Access-Request or a Status-Server: 16 octets nobody can guess. The others are
 * their own proof, and `nonce` goes unused.
 */
export function signRequest(
  code: Code,
  number: number,
  attributes: Uint8Array,
  nonce: Uint8Array,
  key: Key,
): Buffer {
  const isSealed = code !== CODE.accountingRequest
  const octets = key.isClear
    ? composeClear(code, number, [attributes])
    : compose(code, number, isSealed, [attributes])
  assert(octets, 'a request of ours fits a packet')
  if (key.isClear) return octets
  if (isNonce(code)) octets.set(nonce, 4)
  const header = isNonce(code) ? octets : NO_NONCE
  if (isSealed) writeMessageAuthenticator(octets, SEAL_AT, header, key)
  if (!isNonce(code)) writeAuthenticator(octets, header, key)
  return octets
}

/** What tells a packet from the others under way: its Identifier, or under `NO_SECRET` its Token. */
export function numberOf({ identifier, octets }: Packet, key: Key): number {
  return key.isClear ? octets.readUInt32BE(4) : identifier
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

/** RFC 9765 §4.1: the Token is behind the Length, and what is reserved is 0. */
function composeClear(code: Code, token: number, parts: readonly Uint8Array[]): Buffer | undefined {
  const octets = compose(code, 0, false, parts)
  octets?.fill(0, 4, HEADER_OCTETS).writeUInt32BE(token, 4)
  return octets
}

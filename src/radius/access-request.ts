import { has, octetsOf } from './attributes.ts'
import { attributeId } from './dictionary.ts'
import type { AccessRequest, Nas, Proof } from './message.ts'
import { revealPassword } from './password.ts'
import { type Key, keyOf } from './signature.ts'
import { stationOf } from './station.ts'
import { authenticatorOf, type Packet } from './wire.ts'

const USER_NAME = attributeId('User-Name')
const USER_PASSWORD = attributeId('User-Password')
const CHAP_PASSWORD = attributeId('CHAP-Password')
const CHAP_CHALLENGE = attributeId('CHAP-Challenge')
const MS_CHAP2_RESPONSE = attributeId('MS-CHAP2-Response')
const MS_CHAP_CHALLENGE = attributeId('MS-CHAP-Challenge')
const EAP_MESSAGE = attributeId('EAP-Message')
const CHARGEABLE_USER_IDENTITY = attributeId('Chargeable-User-Identity')

/** RFC 2865 §5.3: one octet of CHAP identifier and 16 of response. */
const CHAP_PASSWORD_OCTETS = 17

/** RFC 2548 §2.3.2: Ident, Flags, Peer-Challenge, eight octets reserved, Response. */
const MS_CHAP2_RESPONSE_OCTETS = 50
const MS_CHAP_CHALLENGE_OCTETS = 16
const BACKSLASH = 0x5c
const NUL = Buffer.alloc(1)

/** A request from an authentic gateway that makes no sense, and why. */
export type Unusable = { readonly kind: 'unusable'; readonly reason: string }

/**
 * Reads a verified Access-Request.
 *
 * It must offer exactly one credential: PAP, CHAP (RFC 2865 §4.1) or MS-CHAPv2 (RFC 2548 §2.3.2). EAP is
 * another conversation, which may not ride with any (RFC 3579 §3.3).
 */
export function readAccessRequest(packet: Packet, nas: Nas): AccessRequest | Unusable {
  if (has(packet, EAP_MESSAGE)) return unusable('eap')
  const offered = [USER_PASSWORD, CHAP_PASSWORD, MS_CHAP2_RESPONSE].filter((id) => has(packet, id))
  if (offered.length > 1) return unusable('two-credentials')

  const proof = proofOf(packet, keyOf(nas.secret))
  if (!proof) return unusable(offered.length > 0 ? 'credential' : 'no-credential')

  const station = stationOf(packet, nas)
  if (!station) return unusable('user-name')
  return { ...station, proof, asksChargeableUser: asksChargeableUser(packet) }
}

export function unusable(reason: string): Unusable {
  return { kind: 'unusable', reason }
}

function proofOf(packet: Packet, key: Key): Proof | undefined {
  const hidden = octetsOf(packet, USER_PASSWORD)
  if (hidden) return papProof(hidden, packet, key)
  const chap = octetsOf(packet, CHAP_PASSWORD)
  return chap ? chapProof(chap, packet, key) : mschap2Proof(packet)
}

function papProof(hidden: Buffer, packet: Packet, key: Key): Proof | undefined {
  const password = revealPassword(hidden, authenticatorOf(packet), key)
  return password && { kind: 'pap', password }
}

/**
 * Without a CHAP-Challenge the Request Authenticator was the challenge (RFC 2865 §5.3); where there is
 * none, there must be one (RFC 9765 §5.1.2).
 */
function chapProof(chap: Buffer, packet: Packet, key: Key): Proof | undefined {
  const given = octetsOf(packet, CHAP_CHALLENGE)
  if (chap.length !== CHAP_PASSWORD_OCTETS || (key.isClear && !given)) return undefined
  const challenge = given ?? authenticatorOf(packet)
  return { kind: 'chap', id: chap.readUInt8(0), challenge, response: chap.subarray(1) }
}

function mschap2Proof(packet: Packet): Proof | undefined {
  const answer = octetsOf(packet, MS_CHAP2_RESPONSE)
  const challenge = octetsOf(packet, MS_CHAP_CHALLENGE)
  if (answer?.length !== MS_CHAP2_RESPONSE_OCTETS) return undefined
  if (challenge?.length !== MS_CHAP_CHALLENGE_OCTETS) return undefined
  const name = octetsOf(packet, USER_NAME) ?? Buffer.alloc(0)
  return {
    kind: 'mschap2',
    id: answer.readUInt8(0),
    // RFC 2759 §8.2: a Windows domain ahead of the name was not hashed.
    userName: name.subarray(name.lastIndexOf(BACKSLASH) + 1),
    challenge,
    peerChallenge: answer.subarray(2, 18),
    response: answer.subarray(26),
  }
}

/** RFC 4372 §2.1: a gateway that wants one sends it as a single NUL. */
function asksChargeableUser(packet: Packet): boolean {
  const identity = octetsOf(packet, CHARGEABLE_USER_IDENTITY)
  return identity !== undefined && (identity.length === 0 || identity.equals(NUL))
}

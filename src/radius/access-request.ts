import { octetsOf } from './attributes.ts'
import { attributeId } from './dictionary.ts'
import type { AccessRequest, Nas, Proof } from './message.ts'
import { revealPassword } from './password.ts'
import { type Key, keyOf } from './signature.ts'
import { stationOf } from './station.ts'
import { authenticatorOf, type Packet } from './wire.ts'

const USER_PASSWORD = attributeId('User-Password')
const CHAP_PASSWORD = attributeId('CHAP-Password')
const CHAP_CHALLENGE = attributeId('CHAP-Challenge')
const EAP_MESSAGE = attributeId('EAP-Message')

/** RFC 2865 §5.3: one octet of CHAP identifier and 16 of response. */
const CHAP_PASSWORD_OCTETS = 17

/** A request from an authentic gateway that makes no sense, and why. */
export type Unusable = { readonly kind: 'unusable'; readonly reason: string }

/**
 * Reads a verified Access-Request.
 *
 * It must offer exactly one credential: PAP or CHAP (RFC 2865 §4.1). EAP is another conversation,
 * which may not ride with either (RFC 3579 §3.3).
 */
export function readAccessRequest(packet: Packet, nas: Nas): AccessRequest | Unusable {
  const hidden = octetsOf(packet, USER_PASSWORD)
  const chap = octetsOf(packet, CHAP_PASSWORD)
  if (octetsOf(packet, EAP_MESSAGE)) return unusable('eap')
  if (hidden && chap) return unusable('two-credentials')

  const proof = hidden
    ? papProof(hidden, packet, keyOf(nas.secret))
    : chap && chapProof(chap, packet)
  if (!proof) return unusable(hidden || chap ? 'credential' : 'no-credential')

  const station = stationOf(packet, nas)
  return station ? { ...station, proof } : unusable('user-name')
}

export function unusable(reason: string): Unusable {
  return { kind: 'unusable', reason }
}

function papProof(hidden: Buffer, packet: Packet, key: Key): Proof | undefined {
  const password = revealPassword(hidden, authenticatorOf(packet), key)
  return password && { kind: 'pap', password }
}

/** Without a CHAP-Challenge the Request Authenticator was the challenge (RFC 2865 §5.3). */
function chapProof(chap: Buffer, packet: Packet): Proof | undefined {
  if (chap.length !== CHAP_PASSWORD_OCTETS) return undefined
  const challenge = octetsOf(packet, CHAP_CHALLENGE) ?? authenticatorOf(packet)
  return { kind: 'chap', id: chap.readUInt8(0), challenge, response: chap.subarray(1) }
}

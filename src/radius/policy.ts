import { has } from './attributes.ts'
import { attributeId } from './dictionary.ts'
import type { Nas } from './message.ts'
import { keyOf, verifyRequest } from './signature.ts'
import { CODE, type Packet } from './wire.ts'

const PROXY_STATE = attributeId('Proxy-State')
const EAP_MESSAGE = attributeId('EAP-Message')

/** What must be known of a gateway to believe its packets. */
export type Trust = Pick<Nas, 'secret' | 'messageAuthenticator' | 'limitProxyState'>

/** Why a packet is not believed. */
export type Objection = 'forged' | 'unsigned' | 'unsigned-eap' | 'unsigned-proxy-state'

/**
 * Why a packet is not believed, if it is not.
 *
 * A gateway may be let off signing its Access-Requests, but nothing else: EAP must be signed
 * (RFC 3579 §3.2), and Status-Server too (RFC 5997 §3). Nor may it send Proxy-State then, unless its
 * record says so: that is where a forger hides the collision (CVE-2024-3596), and gateways are no
 * proxies.
 */
export function objectionTo(packet: Packet, nas: Trust): Objection | undefined {
  const verdict = verifyRequest(packet, keyOf(nas.secret))
  if (verdict === 'authentic') return undefined
  if (verdict === 'forged') return 'forged'
  if (packet.code !== CODE.accessRequest) return 'unsigned'
  if (has(packet, EAP_MESSAGE)) return 'unsigned-eap'
  if (nas.messageAuthenticator === 'required') return 'unsigned'
  const isLimited = nas.limitProxyState && has(packet, PROXY_STATE)
  return isLimited ? 'unsigned-proxy-state' : undefined
}

/**
 * Whether an authentic packet shows that an `auto` gateway signs what it asks. EAP shows nothing: it
 * is always signed, also by those that sign nothing else.
 */
export function pins(packet: Packet, nas: Trust): boolean {
  return (
    nas.messageAuthenticator === 'auto' &&
    packet.code === CODE.accessRequest &&
    packet.messageAuthenticatorAt > 0 &&
    !has(packet, EAP_MESSAGE)
  )
}

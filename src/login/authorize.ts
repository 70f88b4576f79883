import type { Millis } from '#src/kernel/clock.ts'
import type { Limits } from '#src/kernel/limits.ts'
import type { AccessReply, AccessRequest } from '#src/radius/message.ts'
import { proves } from '#src/radius/proof.ts'
import { admit } from './admission.ts'
import type { HeldCredential } from './credential-store.ts'
import type { LoginPorts } from './ports.ts'
import type { RefusalReason } from './refusal.ts'
import { refuse } from './refuse.ts'

const CHARGEABLE_USER_OCTETS = 16

type Decision =
  | { readonly kind: 'accept'; readonly credential: HeldCredential; readonly limits: Limits }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason }

/**
 * Decides an Access-Request (RFC 2865 §4.1).
 *
 * The packet is authentic when it gets here, and a retransmission was answered by the server with the
 * same bytes. The promise resolves once the disk holds that the credential is used: it opens once, even
 * across a crash. A refusal leaves a set time after its request came, so how long this took tells a
 * guesser nothing.
 */
export async function authorize(ports: LoginPorts, request: AccessRequest): Promise<AccessReply> {
  const now = ports.clock()
  const decision = decide(ports, request, now)
  if (decision.kind === 'refuse') return refuse(ports, request, decision.reason, now)

  const { credential, limits } = decision
  await ports.credentials.use(request.userName, credential, now)
  const { password, grant } = credential
  const grantClass = ports.classes.of(grant.id, grant.gateway)
  const reply = { kind: 'accept', limits, class: grantClass, password } as const
  if (!request.asksChargeableUser) return reply
  return { ...reply, chargeableUser: chargeableUserOf(ports, grant.person) }
}

/** RFC 4372 §2.1: the same person always has the same name, which tells nobody who it is. */
function chargeableUserOf({ keyring }: LoginPorts, person: number): Uint8Array {
  return keyring.hash('chargeable-user', `${person}`).subarray(0, CHARGEABLE_USER_OCTETS)
}

function decide(ports: LoginPorts, request: AccessRequest, now: Millis): Decision {
  const credential = ports.credentials.find(request.userName)
  if (credential === undefined) return { kind: 'refuse', reason: 'unknown-user' }
  if (credential === 'used') return { kind: 'refuse', reason: 'used' }
  const reason = objectionTo(request, credential, now)
  if (reason) return { kind: 'refuse', reason }

  const admission = admit(ports, credential.grant, now)
  if (admission.kind !== 'open') return { kind: 'refuse', reason: admission.kind }
  return { kind: 'accept', credential, limits: admission.limits }
}

/** A credential is for whom it was given to: one device, at one gateway, for a minute. */
function objectionTo(
  { nas, callingStation, proof }: AccessRequest,
  { grant, password, mac, expiresAt }: HeldCredential,
  now: Millis,
): RefusalReason | undefined {
  if (!proves(proof, password)) return 'wrong-password'
  if (grant.gateway !== nas.id) return 'other-gateway'
  if (callingStation === undefined || callingStation !== mac) return 'other-device'
  return expiresAt <= now ? 'expired' : undefined
}

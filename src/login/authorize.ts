import type { Millis } from '#src/kernel/clock.ts'
import type { Limits } from '#src/kernel/limits.ts'
import type { AccessReply, AccessRequest } from '#src/radius/message.ts'
import { proves } from '#src/radius/proof.ts'
import { admit } from './admission.ts'
import { passwordOf } from './credential.ts'
import type { CredentialRow, Grant } from './grant-store.ts'
import type { LoginPorts } from './ports.ts'
import type { RefusalReason } from './refusal.ts'
import { refuse } from './refuse.ts'

type Decision =
  | { readonly kind: 'accept'; readonly grant: Grant; readonly limits: Limits }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason }

/**
 * Decides an Access-Request (RFC 2865 §4.1).
 *
 * The packet is authentic when it gets here, and a retransmission was answered by the server with the
 * same bytes. The promise resolves once the disk holds that the credential is used: it opens once, even
 * across a crash. A stranger costs as much work as a guest, so a guesser learns no names.
 */
export async function authorize(ports: LoginPorts, request: AccessRequest): Promise<AccessReply> {
  const password = passwordOf(ports.keyring, request.userName)
  const isProven = proves(request.proof, password)

  const now = ports.clock()
  const decision = decide(ports, request, isProven, now)
  if (decision.kind === 'refuse') return refuse(ports, request, decision.reason, now)

  await ports.uses.use(request.userName, now)
  return {
    kind: 'accept',
    limits: decision.limits,
    class: ports.classes.of(decision.grant.id, request.nas.id),
    password,
  }
}

function decide(
  ports: LoginPorts,
  request: AccessRequest,
  isProven: boolean,
  now: Millis,
): Decision {
  const credential = ports.grants.credential(request.userName)
  if (!credential) return { kind: 'refuse', reason: 'unknown-user' }
  if (!isProven) return { kind: 'refuse', reason: 'wrong-password' }
  const reason = mismatch(ports, request, credential, now)
  if (reason) return { kind: 'refuse', reason }

  const { grant } = credential
  const admission = admit(ports, grant, now)
  if (admission.kind !== 'open') return { kind: 'refuse', reason: admission.kind }
  return { kind: 'accept', grant, limits: admission.limits }
}

/** Why a right password is not enough: it was given to one device, at one gateway, for a minute. */
function mismatch(
  { keyring, uses }: LoginPorts,
  { nas, callingStation, userName }: AccessRequest,
  { grant, macHash, expiresAt, usedAt }: CredentialRow,
  now: Millis,
): RefusalReason | undefined {
  if (grant.gateway !== nas.id) return 'other-gateway'
  const isItsDevice = callingStation && keyring.verifies('mac', callingStation, macHash)
  if (!isItsDevice) return 'other-device'
  if (usedAt !== undefined || uses.has(userName)) return 'used'
  return expiresAt <= now ? 'expired' : undefined
}

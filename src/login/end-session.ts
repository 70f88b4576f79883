import type { LoginPorts } from './ports.ts'
import { openStatus } from './tokens.ts'

/** What came of a wish to go offline. */
export type Ending =
  | { readonly kind: 'ended' }
  | { readonly kind: 'not-online' }
  /** The gateway was asked and did not say, or would not. */
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'unknown' }

/** RFC 5176 §3.5: the gateway has no such session, which is what was wanted. */
const SESSION_CONTEXT_NOT_FOUND = 503

/** Ends the session of a status token at its gateway. What is said is what the gateway said. */
export async function endSession(ports: LoginPorts, token: unknown): Promise<Ending> {
  const id = openStatus(ports.keyring, token)
  if (id === undefined || !ports.grants.find(id)) return { kind: 'unknown' }
  const session = ports.sessionOfGrant(id)
  if (!session || session.stoppedAt !== undefined) return { kind: 'not-online' }

  const outcome = await ports.disconnect(session)
  if (outcome.kind === 'ack') return { kind: 'ended' }
  const isGone = outcome.kind === 'nak' && outcome.errorCause === SESSION_CONTEXT_NOT_FOUND
  return { kind: isGone ? 'ended' : 'unanswered' }
}

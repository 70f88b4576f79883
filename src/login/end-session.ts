import { ERROR_CAUSE } from '#src/radius/message.ts'
import { SIGNED_OUT_LIFE } from './limits.ts'
import type { LoginPorts } from './ports.ts'
import { openStatus } from './tokens.ts'

/** What came of a wish to go offline. */
export type Ending =
  | { readonly kind: 'ended' }
  | { readonly kind: 'not-online' }
  /** The gateway was asked and did not say, or would not. */
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'unknown' }

/**
 * Ends the session of a status token at its gateway. What is said is what the gateway said. A device that
 * is remembered stays out for a while, or signing out would be undone by its next packet.
 */
export async function endSession(ports: LoginPorts, token: unknown): Promise<Ending> {
  const id = openStatus(ports.keyring, token)
  if (id === undefined || !ports.grants.find(id)) return { kind: 'unknown' }
  const session = ports.sessionOfGrant(id)
  if (!session || session.stoppedAt !== undefined) return { kind: 'not-online' }

  // First, so that no packet on its way in between undoes it.
  const { device } = session
  const until = ports.clock() + SIGNED_OUT_LIFE
  if (device !== undefined) await ports.commit.run(() => ports.people.signOut(device, until))

  const outcome = await ports.disconnect(session)
  if (outcome.kind === 'ack') return { kind: 'ended' }
  // The gateway has no such session, which is what was wanted.
  const isGone = outcome.kind === 'nak' && outcome.errorCause === ERROR_CAUSE.sessionContextNotFound
  return { kind: isGone ? 'ended' : 'unanswered' }
}

import { type Clock, SECOND } from '#src/kernel/clock.ts'
import { type Entropy, systemEntropy } from '#src/kernel/random.ts'
import { integerOf } from './attributes.ts'
import { attributeId, layout, uint32, valueNames } from './dictionary.ts'
import type { DisconnectOutcome, Nas, SessionKey } from './message.ts'
import { Requester, type Retry } from './requester.ts'
import { keyOf } from './signature.ts'
import type { Endpoint } from './udp.ts'
import { DIALECTS } from './vendors/dialects.ts'
import { CODE } from './wire.ts'

const ERROR_CAUSE = attributeId('Error-Cause')

/** RFC 5176 §3.5 gives 201 to 508. */
const ERROR_CAUSES = valueNames('Error-Cause', Array(512).keys())

/** Waits of 2, 4, 8 and 16 s: RFC 5080 §2.2.1 gives up after 30. */
const RETRY: Retry = { firstMs: 2 * SECOND, attempts: 4 }

export type DisconnectOptions = {
  readonly clock: Clock
  /** Gives up early: the outcome is then `silent`. */
  readonly signal?: AbortSignal | undefined
  readonly retry?: Retry
  readonly entropy?: Entropy
}

/**
 * Asks a gateway to end a session (RFC 5176 §2.1) and tells what it said.
 *
 * Only an `ack` means the session is over. `nak` with 503 means the gateway knows no such session.
 * Silence means nothing: the request, the reply or the gateway may be lost. A Fault is thrown when
 * there is no way to the gateway at all.
 */
export async function disconnect(
  nas: Nas,
  session: SessionKey,
  target: Endpoint,
  { clock, signal, retry = RETRY, entropy = systemEntropy }: DisconnectOptions,
): Promise<DisconnectOutcome> {
  // Made once: a copy sent later must be the same octets, Event-Timestamp included (RFC 5176 §2.3).
  const attributes = layout([
    ...DIALECTS[nas.vendor].session(session),
    ['Event-Timestamp', uint32(Math.floor(clock() / SECOND))],
  ])
  await using requester = await Requester.open(target, keyOf(nas.secret), entropy)
  const reply = await requester.ask(CODE.disconnectRequest, () => attributes, retry, signal)
  if (reply?.code === CODE.disconnectAck) return { kind: 'ack' }
  if (reply?.code !== CODE.disconnectNak) return { kind: 'silent' }
  return { kind: 'nak', errorCause: integerOf(reply, ERROR_CAUSE) }
}

/** The RFC 5176 §3.5 name of an Error-Cause, such as `Session-Context-Not-Found`, or its number. */
export function errorCauseName(cause: number): string {
  return ERROR_CAUSES.get(cause) ?? String(cause)
}

import { integerOf } from './attributes.ts'
import { attributeId, valueNames } from './dictionary.ts'
import type { DisconnectOutcome } from './message.ts'
import type { CODE, Packet } from './wire.ts'

const ERROR_CAUSE = attributeId('Error-Cause')

/** RFC 5176 §3.5 gives 201 to 508. */
const ERROR_CAUSES = valueNames('Error-Cause', Array(512).keys())

/** The RFC 5176 §3.5 name of an Error-Cause, such as `Session-Context-Not-Found`, or its number. */
export function errorCauseName(cause: number): string {
  return ERROR_CAUSES.get(cause) ?? String(cause)
}

/**
 * What a proven reply to such a request says; silence is also a reply of a code that answers another.
 * `bareNak` is what a NAK without Error-Cause means.
 *
 * RFC 5176 §2.3: the code of an ACK is the next after its request's, and a NAK's the next but one.
 */
export function outcomeOf(
  code: typeof CODE.disconnectRequest | typeof CODE.coaRequest,
  reply: Packet | undefined,
  bareNak: number | undefined,
): DisconnectOutcome {
  if (reply?.code === code + 1) return { kind: 'ack' }
  if (reply?.code !== code + 2) return { kind: 'silent' }
  return { kind: 'nak', errorCause: integerOf(reply, ERROR_CAUSE) ?? bareNak }
}

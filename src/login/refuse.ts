import type { Millis } from '#src/kernel/clock.ts'
import { parseMac } from '#src/kernel/mac.ts'
import type { AccessReply, AccessRequest } from '#src/radius/message.ts'
import type { LoginPorts } from './ports.ts'
import { messageOf, type RefusalReason } from './refusal.ts'

/** Notes why a phone is not let in, and answers so. */
export function refuse(
  { refusals }: LoginPorts,
  { nas, userName, callingStation }: AccessRequest,
  reason: RefusalReason,
  now: Millis,
): AccessReply {
  // An address is kept as its hash alone, whichever name it came under.
  const name = parseMac(userName) ? '' : userName
  refusals.record({ at: now, gateway: nas.id, userName: name, reason }, callingStation)
  const message = messageOf(reason)
  return message === undefined ? { kind: 'reject' } : { kind: 'reject', message }
}

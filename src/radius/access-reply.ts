import type { Vendor } from '#src/kernel/vendor.ts'
import { type Attribute, layout, uint32 } from './dictionary.ts'
import type { AccessReply } from './message.ts'
import { UINT32_MAX } from './vendors/dialect.ts'
import { DIALECTS } from './vendors/dialects.ts'

/** RFC 2869 §5.16: an interval under a minute must not be sent. */
const INTERIM_SECONDS_MIN = 60

/** RFC 2865 §5: an attribute's value holds at most this much. */
const VALUE_OCTETS_MAX = 253

/** The attributes of an Access-Accept or Access-Reject, in the units this make of gateway reads. */
export function accessAttributes(reply: AccessReply, vendor: Vendor): Buffer {
  return layout(reply.kind === 'accept' ? grant(reply, vendor) : refusal(reply))
}

function grant(reply: AccessReply & { kind: 'accept' }, vendor: Vendor): Attribute[] {
  const { limits } = reply
  const attributes: Attribute[] = [
    ['Session-Timeout', seconds(limits.sessionSeconds, 1)],
    ['Acct-Interim-Interval', seconds(limits.interimSeconds, INTERIM_SECONDS_MIN)],
    ['Class', Buffer.from(reply.class)],
    ...DIALECTS[vendor].limits(limits),
  ]
  if (limits.idleSeconds > 0) attributes.push(['Idle-Timeout', seconds(limits.idleSeconds, 1)])
  return attributes
}

function refusal({ message }: AccessReply & { kind: 'reject' }): Attribute[] {
  if (!message) return []
  const text = Buffer.alloc(VALUE_OCTETS_MAX)
  const { written } = new TextEncoder().encodeInto(message, text)
  return [['Reply-Message', text.subarray(0, written)]]
}

/** Gateways read 0 as no limit at all, so what is nearly over is told as `least`. */
function seconds(value: number, least: number): Buffer {
  return uint32(Math.min(Math.max(Math.floor(value), least), UINT32_MAX))
}

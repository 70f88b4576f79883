import type { Limits } from '#src/kernel/limits.ts'
import type { Vendor } from '#src/kernel/vendor.ts'
import { type Attribute, layout } from './dictionary.ts'
import type { AccessReply } from './message.ts'
import { interim, timeouts } from './vendors/dialect.ts'
import { DIALECTS } from './vendors/dialects.ts'

/** RFC 2865 §5: an attribute's value holds at most this much. */
const VALUE_OCTETS_MAX = 253

/**
 * The attributes of an Access-Accept or Access-Reject, in the units this make of gateway reads. `more`
 * are those that answer how the password was proven.
 */
export function accessAttributes(
  reply: AccessReply,
  vendor: Vendor,
  more: readonly Attribute[] = [],
): Buffer {
  const own = reply.kind === 'accept' ? grant(reply, vendor) : refusal(reply)
  return layout(more.length > 0 ? [...own, ...more] : own)
}

/** What an Access-Accept says of how much there is to have, in the units this make of gateway reads. */
export function limitAttributes(limits: Limits, vendor: Vendor): Attribute[] {
  return [...timeouts(limits), interim(limits), ...DIALECTS[vendor].limits(limits)]
}

function grant(reply: AccessReply & { kind: 'accept' }, vendor: Vendor): Attribute[] {
  return [['Class', reply.class], ...limitAttributes(reply.limits, vendor)]
}

function refusal({ message }: AccessReply & { kind: 'reject' }): Attribute[] {
  if (!message) return []
  const text = Buffer.alloc(VALUE_OCTETS_MAX)
  const { written } = new TextEncoder().encodeInto(message, text)
  return [['Reply-Message', text.subarray(0, written)]]
}

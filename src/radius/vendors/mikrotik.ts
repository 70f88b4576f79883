import type { Limits } from '#src/kernel/limits.ts'
import { macWithColons } from '#src/kernel/mac.ts'
import type { Attribute } from '../dictionary.ts'
import { type Dialect, framedAddress, nameAndId, quota, timeouts } from './dialect.ts'

/** RouterOS HotSpot. */
export const mikrotik: Dialect = {
  /** Mikrotik-Total-Limit counts both directions. */
  limits({ rate, octets }) {
    return [
      ...(rate ? [rateLimit(rate)] : []),
      ...(octets === undefined
        ? []
        : quota(octets, 'Mikrotik-Total-Limit', 'Mikrotik-Total-Limit-Gigawords')),
    ]
  },

  /** RouterOS looks a HotSpot session up by its address and answers 503 without it. */
  session(session) {
    return [
      ...nameAndId(session, macWithColons),
      ...(session.framedIp ? [framedAddress(session.framedIp)] : []),
    ]
  },

  /**
   * RouterOS changes Mikrotik-Rate-Limit, Session-Timeout and Idle-Timeout while a session runs; what a
   * CoA-Request does not name stays as it was (manual.mikrotik.com, RADIUS, Change of Authorization).
   * So it can neither set Mikrotik-Total-Limit, which is not among them, nor lift a rate.
   */
  change(limits) {
    if (!limits.rate || limits.octets !== undefined) return undefined
    return [rateLimit(limits.rate), ...timeouts(limits)]
  },
}

/** "rx/tx" from the router's side of the air: what it receives is the phone's upload. */
function rateLimit({ upKbps, downKbps }: NonNullable<Limits['rate']>): Attribute {
  return ['Mikrotik-Rate-Limit', Buffer.from(`${upKbps}k/${downKbps}k`)]
}

import { type Dialect, nameAndId, quota } from './dialect.ts'

/** RouterOS HotSpot. */
export const mikrotik: Dialect = {
  /**
   * Mikrotik-Rate-Limit is "rx/tx" from the router's side of the air: what it receives is the phone's
   * upload. Mikrotik-Total-Limit counts both directions.
   */
  limits({ rate, octets }) {
    return [
      ...(rate
        ? [['Mikrotik-Rate-Limit', Buffer.from(`${rate.upKbps}k/${rate.downKbps}k`)] as const]
        : []),
      ...(octets === undefined
        ? []
        : quota(octets, 'Mikrotik-Total-Limit', 'Mikrotik-Total-Limit-Gigawords')),
    ]
  },

  /** RouterOS looks a HotSpot session up by its address and answers 503 without it. */
  session(session) {
    return [
      ...nameAndId(session),
      ...(session.framedIp ? [['Framed-IP-Address', session.framedIp] as const] : []),
    ]
  },
}

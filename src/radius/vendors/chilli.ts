import { macWithHyphens } from '#src/kernel/mac.ts'
import { uint32 } from '../dictionary.ts'
import { ERROR_CAUSE } from '../message.ts'
import { type Dialect, interim, nameAndId, quota, timeouts, UINT32_MAX } from './dialect.ts'

/** CoovaChilli. */
export const chilli: Dialect = {
  /** WISPr bandwidths are in bit/s and stop at 4.29 Gbit/s. */
  limits({ rate, octets }) {
    return [
      ...(rate
        ? ([
            ['WISPr-Bandwidth-Max-Up', bitsPerSecond(rate.upKbps)],
            ['WISPr-Bandwidth-Max-Down', bitsPerSecond(rate.downKbps)],
          ] as const)
        : []),
      ...(octets === undefined
        ? []
        : quota(octets, 'ChilliSpot-Max-Total-Octets', 'ChilliSpot-Max-Total-Gigawords')),
    ]
  },

  /** It insists on the User-Name and narrows by Acct-Session-Id. */
  session: (session) => nameAndId(session, macWithHyphens),

  /**
   * CoovaChilli takes a CoA-Request as it takes an Access-Accept: what is not named falls back to its
   * own default (coova-chilli src/chilli.c, config_radius_session with reconfig 0). So all is named.
   */
  change: (limits) => [...timeouts(limits), interim(limits), ...chilli.limits(limits)],

  /** It gives no Error-Cause, and its one reason is that no session matched (cb_radius_coa_ind). */
  bareNak: ERROR_CAUSE.sessionContextNotFound,
}

function bitsPerSecond(kbps: number): Buffer {
  return uint32(Math.min(Math.floor(kbps * 1000), UINT32_MAX))
}

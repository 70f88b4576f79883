import { uint32 } from '../dictionary.ts'
import { type Dialect, nameAndId, quota, UINT32_MAX } from './dialect.ts'

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
  session: nameAndId,
}

function bitsPerSecond(kbps: number): Buffer {
  return uint32(Math.min(Math.floor(kbps * 1000), UINT32_MAX))
}

import type { Resource } from '#src/device/resource.ts'
import type { SiteFacts } from '../facts.ts'

const OPTION = 'phu-song-114'

/** Captive-portal identification (RFC 8910 §2.1): tells a phone where the portal's API is. */
const CAPTIVE_PORTAL_CODE = '114'

/** DHCP option 114, and the network that hands it out when the site told us which that is. */
export function dhcp({ capportUrl, lan }: SiteFacts): Resource[] {
  if (!capportUrl) return []
  const option: Resource = {
    path: '/ip/dhcp-server/option',
    name: OPTION,
    // Quotes inside of the value mark text; without them RouterOS would read an address or a number.
    set: { code: CAPTIVE_PORTAL_CODE, value: `'${capportUrl}'`, force: 'yes' },
  }
  if (!lan?.network) return [option]
  return [
    option,
    {
      path: '/ip/dhcp-server/network',
      name: lan.network,
      set: { 'dhcp-option': OPTION },
      isAdopted: true,
    },
  ]
}

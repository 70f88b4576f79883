import { hotspotPages } from '#firmware-config/mikrotik/pages.ts'
import { Secret } from '#src/kernel/secret.ts'

/** The pages our own configuration puts on a RouterOS hotspot. */
export function hotspotPagesFor(gatewayId: string, portalUrl: string) {
  return hotspotPages({
    gatewayId,
    portalUrl,
    radius: {
      host: '127.0.0.1',
      authPort: 1812,
      acctPort: 1813,
      secret: new Secret('radius'),
      secretMark: '',
      messageAuthenticator: 'required',
    },
    coaPort: 3799,
    hotspotHost: '10.5.50.1',
    walledGarden: [],
  })
}

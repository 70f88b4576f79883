import type { DeviceAbout } from '#src/device/device.ts'
import type { Secret } from '#src/kernel/secret.ts'

/** All that a site's gateway must know to be one of the city's. Plain facts: rendering them asks nobody. */
export type SiteFacts = {
  readonly gatewayId: string
  /** Origin of the portal, without a slash at its end. */
  readonly portalUrl: string
  readonly radius: {
    /** The address the gateway sends to; RouterOS takes no name here. */
    readonly host: string
    readonly authPort: number
    readonly acctPort: number
    readonly secret: Secret
    /** Changes with the secret and tells nothing of it: kept on the device beside it. */
    readonly secretMark: string
    readonly messageAuthenticator: 'required' | 'optional'
    /** It reaches us over TLS: by a certificate that its technician has put on it. */
    readonly isOverTls?: boolean
  }
  /** Whether the gateway asks for each device that comes, by its address alone. */
  readonly macAuth?: boolean
  /** Where the gateway listens for Disconnect-Requests (RFC 5176). */
  readonly coaPort: number
  /** `host[:port]` of the gateway's own login page, as phones see it. */
  readonly hotspotHost: string
  /** Hosts open before sign-in, `*.` for all below: the e-services. The portal need not be among them. */
  readonly walledGarden: readonly string[]
  /** RFC 8908 API, given to phones by DHCP option 114 (RFC 8910). */
  readonly capportUrl?: string
  /** CoovaChilli's shared secret with the portal. */
  readonly uamSecret?: Secret
  /** Where the hotspot runs, when we are to make it; otherwise a technician has. */
  readonly lan?: {
    readonly interface: string
    /** The DHCP network whose phones are told of the captive portal, `10.5.50.0/24`. */
    readonly network?: string
  }
  /** What the device said of itself; what an older one does not know is left out. */
  readonly device?: Pick<DeviceAbout, 'version' | 'hasFlash' | 'hotspots'>
}

/** The portal's page for this gateway's redirects. The gateway is named by the path, never by a query. */
export function redirectUrl({ portalUrl, gatewayId }: SiteFacts): string {
  return `${portalUrl}/hotspot/${gatewayId}`
}

/** Host and port phones reach the portal at. */
function portalAddress({ portalUrl }: SiteFacts): { host: string; port: string } {
  const { hostname, port, protocol } = new URL(portalUrl)
  return { host: hostname, port: port || (protocol === 'https:' ? '443' : '80') }
}

/** Every host open before sign-in, with its port: the portal first, then the e-services over HTTPS. */
export function openHosts(facts: SiteFacts): readonly { host: string; port: string }[] {
  const portal = portalAddress(facts)
  const others = [...new Set(facts.walledGarden)].filter((host) => host !== portal.host).sort()
  return [portal, ...others.map((host) => ({ host, port: '443' }))]
}

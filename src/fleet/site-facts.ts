import type { SiteFacts } from '#firmware-config/facts.ts'
import type { Gateway } from '#src/gateways/gateway.ts'
import type { Keyring } from '#src/store/keyring.ts'

/** What is the same for every gateway of a city. */
export type CityFacts = Pick<SiteFacts, 'portalUrl' | 'walledGarden' | 'capportUrl'> & {
  readonly radius: Pick<SiteFacts['radius'], 'host' | 'authPort' | 'acctPort'>
}

/** How many octets of the keyed hash mark a secret: enough to tell two apart, too few to search by. */
const MARK_OCTETS = 6

/** What a gateway must be told, from its own record and the city's. `device` is added once it answered. */
export function siteFacts(gateway: Gateway, city: CityFacts, keyring: Keyring): SiteFacts {
  const { id, secret, uamSecret, coaPort, hotspotHost, messageAuthenticator } = gateway
  const { lan, macAuth } = gateway
  const mark = keyring.hash('gateway-secret', `mark ${id} ${secret.reveal()}`)
  return {
    ...city,
    gatewayId: id,
    hotspotHost,
    coaPort,
    radius: {
      ...city.radius,
      secret,
      secretMark: mark.subarray(0, MARK_OCTETS).toString('hex'),
      // A gateway that may learn to sign is told to.
      messageAuthenticator: messageAuthenticator === 'optional' ? 'optional' : 'required',
      ...(gateway.radsec ? { isOverTls: true } : {}),
    },
    ...(uamSecret ? { uamSecret } : {}),
    ...(lan ? { lan } : {}),
    ...(macAuth ? { macAuth } : {}),
  }
}

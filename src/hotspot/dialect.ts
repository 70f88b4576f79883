import type { Secret } from '#src/kernel/secret.ts'
import { chilliLogin, readChilli } from './chilli.ts'
import { mikrotikLogin, readMikrotik } from './mikrotik.ts'
import { readQuery } from './query.ts'
import type { Credential, HotspotGateway, Redirect, Visit } from './visit.ts'

/**
 * Reads the redirect that brought a phone to `{portalUrl}/hotspot/{gateway id}?…`.
 *
 * `target` is the request target octet for octet as it came (`/hotspot/…?…`, latin1): chilli signs
 * those octets. `portalUrl` is the configured one, never the Host header; a slash at its end is the
 * same as none. `visitId` is fresh randomness. No input throws.
 */
export function readRedirect(
  gateway: HotspotGateway | undefined,
  target: string,
  options: { readonly portalUrl: string; readonly visitId: string },
): Redirect {
  if (!gateway) return { kind: 'unknown-gateway' }
  switch (gateway.vendor) {
    case 'mikrotik':
      return readMikrotik(gateway, readQuery(target), options.visitId)
    case 'chilli':
      return readChilli(gateway, target, {
        ...options,
        portalUrl: options.portalUrl.replace(/\/$/, ''),
      })
  }
}

/**
 * The URL, on the gateway itself, that signs the phone in with this credential and then sends it to
 * `landing`. Meant for a 303: a top-level navigation is what makes a phone look again whether it is online.
 */
export function loginLocation(
  visit: Visit,
  credential: Credential,
  options: { readonly uamSecret: Secret | undefined; readonly landing: string },
): string {
  return visit.challenge.kind === 'uam'
    ? chilliLogin(visit, credential, options)
    : mikrotikLogin(visit, credential, options.landing)
}

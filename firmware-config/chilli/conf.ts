import { assert } from '#src/kernel/assert.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { openHosts, redirectUrl, type SiteFacts } from '../facts.ts'

/**
 * The city's part of a CoovaChilli `chilli.conf`, to be included by the site's own (interfaces, leases).
 *
 * It holds the RADIUS and UAM secrets in the clear: mode 0600, like chilli's own file.
 */
export function chilliConf(facts: SiteFacts): string {
  const { gatewayId, radius, coaPort, uamSecret } = facts
  assert(uamSecret, 'a CoovaChilli gateway has a UAM secret')
  const settings: readonly (readonly [string, string])[] = [
    ['radiusnasid', gatewayId],
    ['radiusserver1', radius.host],
    ['radiusserver2', radius.host],
    ['radiusauthport', String(radius.authPort)],
    ['radiusacctport', String(radius.acctPort)],
    ['radiussecret', radius.secret.reveal()],
    ['coaport', String(coaPort)],
    ['uamserver', redirectUrl(facts)],
    ['uamsecret', uamSecret.reveal()],
    ...allowed(facts),
    ...(facts.capportUrl ? [['captiveportalapi_uri', facts.capportUrl] as const] : []),
  ]
  const lines = settings.map(([name, value]) => `${name}="${safe(name, value)}"`)
  return `${lines.join('\n')}\n`
}

/** Addresses and names are let through once, a name with all below it as a domain. */
function allowed(facts: SiteFacts): (readonly [string, string])[] {
  const hosts = openHosts(facts)
  const isDomain = ({ host }: { host: string }) => host.startsWith('*.')
  const exact = hosts.filter((open) => !isDomain(open))
  return [
    ...exact.map(
      ({ host, port }) => ['uamallowed', parseIp(host) ? `${host}:${port}` : host] as const,
    ),
    ...hosts.filter(isDomain).map(({ host }) => ['uamdomain', host.slice(1)] as const),
  ]
}

/** chilli reads a value up to the closing quote and knows no escapes. */
function safe(name: string, value: string): string {
  assert(!/["\n\r]/.test(value), `${name} cannot be written into chilli.conf`)
  return value
}

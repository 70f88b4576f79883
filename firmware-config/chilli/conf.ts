import { assert } from '#src/kernel/assert.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { openHosts, redirectUrl, type SiteFacts } from '../facts.ts'

/**
 * A phone keeps its challenge until it signs in. Ours answer each with a password that opens once, so
 * age does no harm; a new challenge while somebody looks for their code would refuse it. And chilli 1.9,
 * where challenges age, answers a phone that RADIUS refused with nothing at all.
 */
const LASTING_CHALLENGE = [
  ['challengetimeout', '0'],
  ['challengetimeout2', '0'],
] as const

/** Where a gateway that reaches us over TLS asks: a radsecproxy of its own carries it on. */
const OWN_PROXY = { host: '127.0.0.1', authPort: 1812, acctPort: 1813 } as const

/** `MAX_UAM_DOMAINS` of a chilli built for small devices. */
const DOMAINS_MAX = 32

/**
 * The city's part of a CoovaChilli `chilli.conf`, to be included by the site's own (interfaces, leases).
 *
 * It holds the RADIUS and UAM secrets in the clear: mode 0600, like chilli's own file.
 */
export function chilliConf(facts: SiteFacts): string {
  const { gatewayId, radius, coaPort, uamSecret, macAuth } = facts
  assert(uamSecret, 'a CoovaChilli gateway has a UAM secret')
  const server = radius.isOverTls ? OWN_PROXY : radius
  const settings: readonly (readonly [string, string])[] = [
    ['radiusnasid', gatewayId],
    ['radiusserver1', server.host],
    ['radiusserver2', server.host],
    ['radiusauthport', String(server.authPort)],
    ['radiusacctport', String(server.acctPort)],
    ['radiussecret', radius.secret.reveal()],
    ['coaport', String(coaPort)],
    ['uamserver', redirectUrl(facts)],
    ['uamsecret', uamSecret.reveal()],
    ...LASTING_CHALLENGE,
    ...allowed(facts),
    ...(facts.capportUrl ? [['captiveportalapi_uri', facts.capportUrl] as const] : []),
  ]
  const lines = settings.map(([name, value]) => `${name}="${safe(name, value)}"`)
  // A flag stands alone. With no `macpasswd` the address is the password too (src/chilli.c, auth_radius).
  return `${[...lines, ...(macAuth ? ['macauth'] : [])].join('\n')}\n`
}

/**
 * Addresses are let through as they are, names as domains: opened whenever a phone looks them up.
 *
 * A name in `uamallowed` is looked up once, as chilli starts, which takes seconds each and opens
 * nothing where power comes back before the uplink.
 */
function allowed(facts: SiteFacts): (readonly [string, string])[] {
  const hosts = openHosts(facts)
  const addresses = hosts.filter(({ host }) => parseIp(host))
  const names = hosts.filter(({ host }) => !parseIp(host)).map(({ host }) => host.replace('*', ''))
  const domains = names.filter((name) => !names.some((other) => covers(other, name)))
  assert(domains.length <= DOMAINS_MAX, 'chilli drops the domains past its last place')
  return [
    ...addresses.map(({ host, port }) => ['uamallowed', `${host}:${port}`] as const),
    ...domains.map((name) => ['uamdomain', name] as const),
  ]
}

/** A `uamdomain` stands for itself and all below it; with a dot before it, only for those. */
function covers(domain: string, name: string): boolean {
  return domain !== name && name.endsWith(domain.startsWith('.') ? domain : `.${domain}`)
}

/** chilli reads a value up to the closing quote and knows no escapes. */
function safe(name: string, value: string): string {
  assert(!/["\n\r]/.test(value), `${name} cannot be written into chilli.conf`)
  return value
}

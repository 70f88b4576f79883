import type { House } from '#src/app/house.ts'
import {
  type Gateway,
  type GatewayDraft,
  type Lan,
  VENDOR_DEFAULTS,
} from '#src/gateways/gateway.ts'
import { slugOf } from '#src/kernel/fold.ts'
import { parsePrefix } from '#src/kernel/ip.ts'
import { Secret } from '#src/kernel/secret.ts'
import { SLUG } from '#src/kernel/slug.ts'
import { parseVendor, VENDORS } from '#src/kernel/vendor.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, type Given, parsed, required, UsageError, wholeUpTo } from './command.ts'
import { CERTIFICATE_FLAGS, fingerprintOf, readRadsec, transportOf } from './gateway-bind.ts'
import { json, table } from './print.ts'

const JSON_FLAG = { about: 'answer as JSON' } as const
/** A shorter shared secret can be guessed from one captured packet (RFC 2865 §3 asks for 16 octets). */
const SECRET_LENGTH_MIN = 16

export const gatewayAdd: Command = {
  name: 'gateway add',
  about: 'Serve a gateway from now on. Secrets that are not given are made up and shown once.',
  flags: {
    name: { value: 'NAME', about: 'a short name, also in its portal address: a-z, 0-9, hyphens' },
    address: { value: 'IP', about: 'the address or prefix its RADIUS packets come from' },
    vendor: { value: 'VENDOR', about: VENDORS.join(' or ') },
    site: { value: 'SLUG', about: 'the place it stands in; see `site list`' },
    secret: {
      value: 'TEXT',
      about: `RADIUS shared secret, at least ${SECRET_LENGTH_MIN} characters`,
    },
    'uam-secret': { value: 'TEXT', about: 'chilli: the secret its redirects are signed with' },
    'hotspot-host': { value: 'HOST', about: `its login page, host or host:port (${usualHosts()})` },
    'coa-port': { value: 'PORT', about: 'where it takes Disconnect-Requests (3799)' },
    'no-message-authenticator': { about: 'accept Access-Requests without one, for old gateways' },
    'mac-auth': { about: 'it asks for each device by its address: a remembered one needs no page' },
    ...CERTIFICATE_FLAGS,
    'api-host': { value: 'HOST:PORT', about: 'RouterOS API, to plan and push its configuration' },
    'api-user': { value: 'NAME', about: 'RouterOS user' },
    'api-password': { value: 'TEXT', about: 'RouterOS password' },
    'api-fingerprint': { value: 'SHA256', about: 'its certificate; without it the API is plain' },
    'lan-interface': {
      value: 'NAME',
      about: 'RouterOS interface its hotspot runs on (leave as is)',
    },
    'lan-network': {
      value: 'PREFIX',
      about: 'DHCP network of its phones, told of the captive portal',
    },
    json: JSON_FLAG,
  },
  run: (given, shell) =>
    atHome(shell, (house) => {
      const draft = readDraft(given, house)
      const addition = house.audited(
        commandLineActor(),
        () => house.gateways.add(draft),
        ({ kind }) => (kind === 'added' ? told('gateway.added', draft) : undefined),
      )
      if (addition.kind === 'id-taken')
        throw new UsageError(`there is a gateway ${draft.id} already`)
      if (addition.kind === 'address-taken') {
        throw new UsageError(`${draft.address} is the address of gateway ${addition.by}`)
      }
      if (addition.kind === 'certificate-taken') {
        throw new UsageError(`that certificate is gateway ${addition.by}’s`)
      }
      shell.out(
        given.has('json')
          ? json(withSecrets(addition.gateway, house))
          : added(addition.gateway, house),
      )
      return 0
    }),
}

export const gatewayList: Command = {
  name: 'gateway list',
  about: 'The gateways that are served.',
  flags: { json: JSON_FLAG },
  run: (given, shell) =>
    atHome(shell, (house) => {
      const gateways = house.gateways.all()
      if (given.has('json')) shell.out(json(gateways.map(shown)))
      else if (gateways.length === 0)
        shell.out('No gateway yet. Add one with `gateway add --help`.\n')
      else
        shell.out(
          table([
            ['NAME', 'ADDRESS', 'VENDOR', 'SITE', 'LOGIN PAGE', 'RADIUS'],
            ...gateways.map(row),
          ]),
        )
      return 0
    }),
}

export const gatewayRemove: Command = {
  name: 'gateway remove',
  about: 'Stop serving a gateway. Its sessions and its share of the reports stay.',
  words: ['NAME'],
  flags: {},
  run: ({ words: [name = ''] }, shell) =>
    atHome(shell, (house) => {
      const isRemoved = house.audited(
        commandLineActor(),
        () => house.gateways.remove(name),
        (done) => (done ? { action: 'gateway.removed', subject: name } : undefined),
      )
      if (!isRemoved) throw new UsageError(`there is no gateway ${name}`)
      shell.out(`${name} is not served any more.\n`)
      return 0
    }),
}

function readDraft(given: Given, house: House): GatewayDraft {
  const slug = (text: string) => (SLUG.test(text) ? text : undefined)
  required(given, 'name')
  const id = parsed(given, 'name', slug, 'a short name such as quang-truong-1') ?? ''
  required(given, 'address')
  const address = parsed(given, 'address', parsePrefix, 'an address or prefix')
  required(given, 'vendor')
  const vendor = parsed(given, 'vendor', parseVendor, VENDORS.join(' or '))
  if (!address || !vendor) throw new UsageError('--address and --vendor are required')

  const secret = parsed(given, 'secret', longEnough, `at least ${SECRET_LENGTH_MIN} characters`)
  const uamSecret = given.text('uam-secret')
  const hotspotHost = parsed(given, 'hotspot-host', hostOf, 'host or host:port')
  const coaPort = parsed(given, 'coa-port', portOf, 'a port')
  const api = readApi(given)
  const lan = readLan(given)
  const radsec = readRadsec(given)
  return {
    id,
    address,
    vendor,
    site: readSite(required(given, 'site'), house),
    messageAuthenticator: given.has('no-message-authenticator') ? 'optional' : 'required',
    ...(given.has('mac-auth') ? { macAuth: true } : {}),
    ...(secret ? { secret } : {}),
    ...(uamSecret ? { uamSecret: new Secret(uamSecret) } : {}),
    ...(hotspotHost ? { hotspotHost } : {}),
    ...(coaPort ? { coaPort } : {}),
    ...(api ? { api } : {}),
    ...(lan ? { lan } : {}),
    ...(radsec ? { radsec } : {}),
  }
}

function readSite(text: string, house: House): string {
  const site = house.places.site(slugOf(text))
  if (site) return site.id
  throw new UsageError(`--site: there is no place “${text}”; see \`site list\`, or \`site add\``)
}

const API_FLAGS = ['api-user', 'api-password', 'api-fingerprint'] as const

function readApi(given: Given): GatewayDraft['api'] {
  const target = parsed(given, 'api-host', endpointOf, 'host:port')
  if (!target) {
    const stray = API_FLAGS.find((flag) => given.text(flag) !== undefined)
    if (stray) throw new UsageError(`--${stray} says nothing without --api-host`)
    return undefined
  }
  const fingerprint = parsed(given, 'api-fingerprint', fingerprintOf, 'a SHA-256 in hex')
  return {
    ...target,
    user: required(given, 'api-user'),
    password: new Secret(given.text('api-password') ?? ''),
    ...(fingerprint ? { fingerprint } : {}),
  }
}

function readLan(given: Given): Lan | undefined {
  const network = parsed(given, 'lan-network', parsePrefix, 'a network such as 10.5.50.0/24')
  if (!network && !given.text('lan-interface')) return undefined
  return { interface: required(given, 'lan-interface'), ...(network ? { network } : {}) }
}

const longEnough = (text: string) =>
  text.length >= SECRET_LENGTH_MIN ? new Secret(text) : undefined
const hostOf = (text: string) => {
  const [, digits] = /^[a-z0-9.-]+(?::(\d{1,5}))?$/i.exec(text) ?? ['', '0']
  return digits === undefined || portOf(digits) ? text : undefined
}
const portOf = wholeUpTo(65535)
const endpointOf = (text: string) => {
  const [, host, digits = ''] = /^([a-z0-9.-]+):(\d{1,5})$/i.exec(text) ?? []
  const port = portOf(digits)
  return host && port ? { host, port } : undefined
}

function usualHosts(): string {
  return VENDORS.map((vendor) => `${vendor}: ${VENDOR_DEFAULTS[vendor].hotspotHost}`).join(', ')
}

function row(gateway: Gateway): string[] {
  const { id, address, vendor, site, hotspotHost } = gateway
  return [id, address, vendor, site, hotspotHost, transportOf(gateway)]
}

function shown(gateway: Gateway) {
  const { id, address, vendor, site, hotspotHost, coaPort, messageAuthenticator } = gateway
  const { macAuth = false, radsec } = gateway
  const facts = { name: id, address, vendor, site, hotspotHost, coaPort }
  return { ...facts, messageAuthenticator, macAuth, ...(radsec ? { radsec } : {}) }
}

function withSecrets(gateway: Gateway, house: House) {
  return {
    ...shown(gateway),
    secret: gateway.secret.reveal(),
    ...(gateway.uamSecret ? { uamSecret: gateway.uamSecret.reveal() } : {}),
    portalUrl: portalUrlOf(gateway, house),
  }
}

function portalUrlOf({ id }: Gateway, { config }: House): string {
  return new URL(`hotspot/${id}`, config.portalUrl).href
}

function added(gateway: Gateway, house: House): string {
  const { radiusAuth, radiusAcct } = house.config
  const rows = [
    ['RADIUS secret', gateway.secret.reveal()],
    ...(gateway.uamSecret ? [['UAM secret', gateway.uamSecret.reveal()]] : []),
    ['RADIUS ports', `${radiusAuth.port} authentication, ${radiusAcct.port} accounting`],
    ['Portal address', portalUrlOf(gateway, house)],
  ]
  const next = `\nIts configuration to paste: \`gateway config ${gateway.id}\`.\n`
  return `${gateway.id} is served from now on. Its secrets are shown this once.\n\n${table(rows)}${next}`
}

function told(action: string, { id, address, vendor, site }: GatewayDraft) {
  return { action, subject: id, detail: { address, vendor, site } }
}

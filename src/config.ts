import { dirname, join, resolve } from 'node:path'
import { Fault } from '#src/kernel/fault.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import { Secret } from '#src/kernel/secret.ts'

/** Where a socket listens. */
export type Endpoint = { readonly host: string; readonly port: number }

/** Where the phone codes go. */
export type SmsSetting =
  | { readonly kind: 'console' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'gateway'; readonly url: URL; readonly token: Secret | undefined }

/** Where RADIUS over TLS listens, and the PEM files of what it shows and whom it believes. */
export type RadsecSetting = Endpoint & {
  readonly certificateFile: string
  readonly keyFile: string
  /** Absent: only certificates bound by their fingerprint are believed. */
  readonly authoritiesFile: string | undefined
}

export type Config = {
  /** The folder of everything a running server writes. */
  readonly data: string
  /** The master key; outside the data folder, so that a copied folder opens nothing. */
  readonly keyFile: string
  readonly portal: Endpoint
  /** How phones reach the portal: the address gateways redirect to. */
  readonly portalUrl: URL
  readonly admin: Endpoint
  readonly adminUrl: URL
  /** Where a monitoring system reads how the city does; absent when it is not served. */
  readonly metrics: Endpoint | undefined
  readonly radiusAuth: Endpoint
  readonly radiusAcct: Endpoint
  /** RADIUS over TLS; absent when it is not served. */
  readonly radsec: RadsecSetting | undefined
  /** The address gateways send RADIUS to; absent when neither a setting nor the portal's URL tells. */
  readonly radiusHost: Ip | undefined
  readonly sms: SmsSetting
}

/**
 * Every setting there is: its name after `PHU_SONG_`, what it means, and what it is when left out. The
 * help text, the unknown-name check and the values are all read from this one table.
 */
export const SETTINGS = {
  DATA: { about: 'folder for everything the server writes', usual: 'data/live' },
  KEY_FILE: { about: 'file with the master key; made at first start', usual: 'beside DATA' },
  PORTAL_LISTEN: { about: 'host:port of the residents’ portal', usual: '0.0.0.0:8080' },
  PORTAL_URL: { about: 'how phones reach the portal', usual: 'http://localhost:8080' },
  ADMIN_LISTEN: { about: 'host:port of the console', usual: '127.0.0.1:8081' },
  ADMIN_URL: { about: 'how officers reach the console', usual: 'http://localhost:8081' },
  METRICS_LISTEN: {
    about: 'host:port of Prometheus metrics, such as 127.0.0.1:9812',
    usual: 'none',
  },
  RADIUS_AUTH_LISTEN: { about: 'host:port of RADIUS authentication', usual: '0.0.0.0:1812' },
  RADIUS_ACCT_LISTEN: { about: 'host:port of RADIUS accounting', usual: '0.0.0.0:1813' },
  RADSEC_LISTEN: { about: 'host:port of RADIUS over TLS, such as 0.0.0.0:2083', usual: 'none' },
  RADSEC_CERT: { about: 'PEM file of its certificate, with the chain behind it', usual: 'none' },
  RADSEC_KEY: { about: 'PEM file of its key', usual: 'none' },
  RADSEC_CA: { about: 'PEM file of the authorities of gateways, and CRLs', usual: 'none' },
  RADIUS_HOST: { about: 'the address gateways reach us at', usual: 'that of PORTAL_URL' },
  SMS: { about: 'console, file:PATH or an http(s) URL', usual: 'console' },
  SMS_TOKEN: { about: 'bearer token of the SMS gateway', usual: 'none' },
} as const

type Name = keyof typeof SETTINGS
export type Environment = Readonly<Record<string, string | undefined>>

const PREFIX = 'PHU_SONG_'

/** The settings of this process. */
export function readConfig(): Config {
  return parseConfig(process.env)
}

/** Parses an environment once. A wrong or unknown setting is a `Fault` whose sentence names it. */
export function parseConfig(environment: Environment): Config {
  refuseUnknown(environment)
  const given = (name: Name) => environment[PREFIX + name]?.trim() || undefined
  const endpoint = (name: Name) => parseEndpoint(name, given(name) ?? SETTINGS[name].usual)

  const data = resolve(given('DATA') ?? SETTINGS.DATA.usual)
  const metrics = given('METRICS_LISTEN')
  const portal = endpoint('PORTAL_LISTEN')
  const admin = endpoint('ADMIN_LISTEN')
  const portalUrl = parseUrl('PORTAL_URL', given('PORTAL_URL') ?? `http://localhost:${portal.port}`)
  return {
    data,
    keyFile: resolve(given('KEY_FILE') ?? join(dirname(data), 'phu-song.key')),
    portal,
    portalUrl,
    admin,
    adminUrl: parseUrl('ADMIN_URL', given('ADMIN_URL') ?? `http://localhost:${admin.port}`),
    metrics: metrics === undefined ? undefined : parseEndpoint('METRICS_LISTEN', metrics),
    radiusAuth: endpoint('RADIUS_AUTH_LISTEN'),
    radiusAcct: endpoint('RADIUS_ACCT_LISTEN'),
    radsec: parseRadsec(given),
    radiusHost: parseRadiusHost(given('RADIUS_HOST'), portalUrl),
    sms: parseSms(given('SMS') ?? SETTINGS.SMS.usual, given('SMS_TOKEN')),
  }
}

function refuseUnknown(environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith(PREFIX) && !Object.hasOwn(SETTINGS, name.slice(PREFIX.length))) {
      throw new Fault('config/invalid', {
        says: `${name} is not a setting; see \`help\` for the list`,
      })
    }
  }
}

const ENDPOINT = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[\w.-]+)):(?<port>\d{1,5})$/

function parseEndpoint(name: Name, text: string): Endpoint {
  const { v6, host, port } = ENDPOINT.exec(text)?.groups ?? {}
  const number = Number(port)
  if (port === undefined || number > 65535) {
    throw wrong(name, text, 'is not host:port, such as 127.0.0.1:8080 or [::]:8080')
  }
  return { host: v6 ?? host ?? '', port: number }
}

/** A certificate and a key go with a place to listen, and none with none. */
function parseRadsec(given: (name: Name) => string | undefined): RadsecSetting | undefined {
  const listen = given('RADSEC_LISTEN')
  const [certificate, key, authorities] = [
    given('RADSEC_CERT'),
    given('RADSEC_KEY'),
    given('RADSEC_CA'),
  ]
  if (listen === undefined) {
    const stray = certificate ?? key ?? authorities
    if (stray !== undefined) throw wrong('RADSEC_LISTEN', '', `is missing for ${stray}`)
    return undefined
  }
  if (certificate === undefined) throw wrong('RADSEC_CERT', '', 'is missing for RADSEC_LISTEN')
  if (key === undefined) throw wrong('RADSEC_KEY', '', 'is missing for RADSEC_LISTEN')
  return {
    ...parseEndpoint('RADSEC_LISTEN', listen),
    certificateFile: resolve(certificate),
    keyFile: resolve(key),
    authoritiesFile: authorities && resolve(authorities),
  }
}

function parseUrl(name: Name, text: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw wrong(name, text, 'is not an http or https address')
  }
  if (url.search || url.hash || url.username) {
    throw wrong(name, text, 'must not carry a query, a fragment or a name')
  }
  return url
}

/** RouterOS takes no name here, so a portal known by name needs the setting. */
function parseRadiusHost(text: string | undefined, portalUrl: URL): Ip | undefined {
  if (text === undefined) return parseIp(portalUrl.hostname.replace(/^\[|\]$/g, ''))
  const ip = parseIp(text)
  if (!ip) throw wrong('RADIUS_HOST', text, 'is not an IP address')
  return ip
}

function parseSms(text: string, token: string | undefined): SmsSetting {
  if (text === 'console') return { kind: 'console' }
  if (text.startsWith('file:')) {
    const path = text.slice('file:'.length)
    if (!path) throw wrong('SMS', text, 'names no file')
    return { kind: 'file', path: resolve(path) }
  }
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw wrong('SMS', text, 'is neither console, file:PATH nor an http(s) address')
  }
  return { kind: 'gateway', url, token: token ? new Secret(token) : undefined }
}

function wrong(name: Name, text: string, why: string): Fault {
  return new Fault('config/invalid', { says: `${PREFIX}${name}: “${text}” ${why}` })
}

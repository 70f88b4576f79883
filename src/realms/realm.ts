import * as v from 'valibot'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { isAttribute } from '#src/radius/dictionary.ts'
import { parseRealm, parseRealmPattern } from './nai.ts'

/** How the servers of a realm share its work: the first that is well, or each its part of the users. */
export const ORDERS = ['fail-over', 'balanced'] as const
export type Order = (typeof ORDERS)[number]

/** A realm of more would be asked about one user for longer than any gateway waits. */
export const SERVERS_MAX = 8

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))
const attribute = v.pipe(
  v.string(),
  v.check((name) => isAttribute(name), 'an attribute of the dictionaries, such as Filter-Id'),
)

const host = v.pipe(
  v.string(),
  v.check((text) => parseIp(text) === text, 'an address such as 10.9.0.1'),
)

const serverSchema = v.variant('transport', [
  v.object({
    transport: v.literal('udp'),
    host,
    authPort: port,
    acctPort: port,
    /** Whether it answers Status-Server (RFC 5997). One that does not is tried with a user instead. */
    statusServer: v.boolean(),
    secret: v.pipe(v.string(), v.base64()),
  }),
  v.object({
    transport: v.literal('radsec'),
    host,
    port,
    certificate: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex'))),
    name: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,253}$/i, 'a host name'))),
  }),
])

/** How a realm is kept in the document: secrets sealed, everything else readable. */
export const realmRecordSchema = v.object({
  id: v.pipe(
    v.string(),
    v.check(
      (text) => parseRealmPattern(text) === text,
      'a realm: agency.gov.vn or *.agency.gov.vn',
    ),
  ),
  servers: v.pipe(v.array(serverSchema), v.minLength(1), v.maxLength(SERVERS_MAX)),
  order: v.picklist(ORDERS),
  operator: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => parseRealm(text) === text, 'a domain such as quangninh.gov.vn'),
    ),
  ),
  plan: v.string(),
  strip: v.boolean(),
  accounting: v.boolean(),
  allow: v.array(attribute),
  withhold: v.array(attribute),
  addedAt: v.number(),
})
export type RealmRecord = v.InferOutput<typeof realmRecordSchema>

/** A RADIUS server of a realm (RFC 2865 §2.3: the remote server). */
export type HomeServer = UdpServer | RadsecServer

export type UdpServer = {
  readonly transport: 'udp'
  readonly host: Ip
  readonly authPort: number
  readonly acctPort: number
  readonly statusServer: boolean
  readonly secret: Secret
}

/** One reached over TLS, where one port does all (RFC 6614 §2.1), and certificates are the secrets. */
export type RadsecServer = {
  readonly transport: 'radsec'
  readonly host: Ip
  readonly port: number
  /** SHA-256 of its certificate, hex: that one and no other. */
  readonly certificate?: string
  /** The name in its certificate, which our authorities vouch for; its address when both are absent. */
  readonly name?: string
}

/** Whose users another operator's servers know. */
export type Realm = {
  /** The realm, or `*.` and its parent. */
  readonly id: string
  readonly servers: readonly HomeServer[]
  readonly order: Order
  /** Our own domain, told to the realm as Operator-Name (RFC 5580 §4.1). */
  readonly operator?: string
  /** The plan whose limits its users have here. */
  readonly plan: string
  /** Whether User-Name goes there without the realm. */
  readonly strip: boolean
  /** Whether what its users used is told there. */
  readonly accounting: boolean
  /** Attributes its servers may tell our gateways, besides those every home server may. */
  readonly allow: readonly string[]
  /** Attributes of our gateways that its servers are not told. */
  readonly withhold: readonly string[]
  readonly addedAt: number
}

/** A server before it is kept. A secret that is absent is made up. */
export type ServerDraft = (Omit<UdpServer, 'secret'> & { readonly secret?: Secret }) | RadsecServer

/** What is known of a realm before it is added. */
export type RealmDraft = Omit<Realm, 'addedAt' | 'servers'> & {
  readonly servers: readonly ServerDraft[]
}

/** Secrets that stand in manuals and examples: as good as none. */
const PRINTED = new Set([
  'testing123',
  'radsec',
  'radius',
  'secret',
  'mysecret',
  'sharedsecret',
  'password',
  'changeme',
  'xyzzy5461',
])

/** Shorter ones are found from one captured packet. */
export const SECRET_LENGTH_GOOD = 12

/** What is wrong with a shared secret: `printed` must not be used, `short` had better not be. */
export function weaknessOf(secret: Secret): 'printed' | 'short' | undefined {
  const text = secret.reveal()
  if (text === '' || PRINTED.has(text.toLowerCase())) return 'printed'
  return text.length < SECRET_LENGTH_GOOD ? 'short' : undefined
}

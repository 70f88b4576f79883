import { octetsOf, textOf } from '#src/radius/attributes.ts'
import { type AttributeId, attributeId, layout, uint32 } from '#src/radius/dictionary.ts'
import type { Nas } from '#src/radius/message.ts'
import { hidePassword, revealPassword } from '#src/radius/password.ts'
import { type RawAttribute, rawAttributes } from '#src/radius/raw.ts'
import type { AuthenticRequest } from '#src/radius/service.ts'
import { type Key, keyOf } from '#src/radius/signature.ts'
import {
  authenticatorOf,
  HEADER_OCTETS,
  PACKET_OCTETS_MAX,
  type Packet,
  proxyStates,
} from '#src/radius/wire.ts'
import { naiOf } from '#src/realms/nai.ts'
import type { Realm } from '#src/realms/realm.ts'
import { named } from './named.ts'

const USER_NAME = attributeId('User-Name')
const USER_PASSWORD = attributeId('User-Password')
const CHAP_PASSWORD = attributeId('CHAP-Password')
const CHAP_CHALLENGE = attributeId('CHAP-Challenge')
const OPERATOR_NAME = attributeId('Operator-Name')

/** Ours to say, to each hop anew. */
const OURS = named(['Message-Authenticator', 'Operator-Name'])
const SECRETS = named(['User-Password'])
const DELAY = named(['Acct-Delay-Time'])

/** RFC 5580 §4.1: the first character names the namespace, and `1` is a realm. */
const REALM_NAMESPACE = '1'

/** Proxies a request may have come through. Roaming between cities takes two or three. */
const HOPS_MAX = 8

/** Message-Authenticator, and Acct-Delay-Time where there is one. */
const ADDED_LATER_OCTETS = 18 + 6

/** Why a request is not sent on. */
export type Objection = 'loop' | 'hops' | 'two-credentials' | 'credential' | 'too-long'

/** The attributes to send, once it is known under whose secret and with which nonce. */
export type Prepared = (nonce: Uint8Array, key: Key) => Buffer

/** What stays the same for every request sent on: `mark` is our Proxy-State, by which we know our own. */
export type Route = { readonly realm: Realm; readonly mark: Uint8Array }

type Request = Pick<AuthenticRequest<Nas>, 'packet' | 'nas'>

/**
 * An Access-Request as it goes to a home server (RFC 2865 §2.3): everything the gateway said but what
 * the realm is not told, the password hidden again, the CHAP challenge spelled out where it was the
 * authenticator (§5.40), our Operator-Name, and our Proxy-State behind all others.
 */
export function prepareAccess(request: Request, route: Route): Prepared | Objection {
  const { packet, nas } = request
  const objection = objectionTo(packet, route)
  if (objection) return objection
  const hidden = octetsOf(packet, USER_PASSWORD)
  const chap = octetsOf(packet, CHAP_PASSWORD)
  // RFC 2865 §4.1: not both.
  if (hidden && chap) return 'two-credentials'
  const password = hidden && revealPassword(hidden, authenticatorOf(packet), keyOf(nas.secret))
  if (hidden && !password) return 'credential'

  const isChallengeImplied = chap && !octetsOf(packet, CHAP_CHALLENGE)
  const challenge = isChallengeImplied
    ? layout([['CHAP-Challenge', authenticatorOf(packet)]])
    : Buffer.alloc(0)
  const said = keptOf(packet, route.realm, (id) => !SECRETS.has(id))
  const rest = Buffer.concat([said, challenge, added(route)])
  if (!fits(rest.length + (hidden ? hidden.length + 2 : 0))) return 'too-long'
  return (nonce, key) =>
    password
      ? Buffer.concat([layout([['User-Password', hidePassword(password, nonce, key)]]), rest])
      : rest
}

/** An Accounting-Request as it goes to a home server, all but its Acct-Delay-Time. */
export function prepareRecord(packet: Packet, route: Route): Buffer | Objection {
  const objection = objectionTo(packet, route)
  if (objection) return objection
  const said = keptOf(packet, route.realm, (id) => !DELAY.has(id))
  const octets = Buffer.concat([said, added(route)])
  return fits(octets.length) ? octets : 'too-long'
}

/** A record with how long it has waited in all (RFC 2866 §5.2), which makes each try a new request. */
export function delayed(record: Uint8Array, delaySeconds: number): Buffer {
  return Buffer.concat([layout([['Acct-Delay-Time', uint32(delaySeconds)]]), record])
}

function objectionTo(packet: Packet, { realm, mark }: Route): Objection | undefined {
  const states = proxyStates(packet)
  if (states.some((state) => state.subarray(2).equals(mark))) return 'loop'
  // A gateway may say whose it is; only a proxy adds Proxy-State, and ours would be known by its mark.
  const isOurs = realm.operator && textOf(packet, OPERATOR_NAME) === operatorName(realm.operator)
  if (isOurs && states.length > 0) return 'loop'
  return states.length >= HOPS_MAX ? 'hops' : undefined
}

/** What the gateway said that the realm is told, in its order. */
function keptOf(packet: Packet, realm: Realm, isKept: (id: AttributeId) => boolean): Buffer {
  const withheld = named(realm.withhold)
  const kept = rawAttributes(packet).filter(
    (one) => !OURS.has(one) && !withheld.has(one) && isKept(one),
  )
  return Buffer.concat(
    kept.map((one) => (realm.strip && isUserName(one) ? stripped(one) : one.octets)),
  )
}

function isUserName({ vendor, type }: AttributeId): boolean {
  return vendor === USER_NAME.vendor && type === USER_NAME.type
}

function stripped({ value, octets }: RawAttribute): Buffer {
  const nai = naiOf(value.toString())
  return nai ? layout([['User-Name', Buffer.from(nai.user)]]) : octets
}

function added({ realm, mark }: Route): Buffer {
  return layout([
    ...(realm.operator ? [['Operator-Name', operatorName(realm.operator)] as const] : []),
    ['Proxy-State', Buffer.from(mark)],
  ])
}

function operatorName(domain: string): string {
  return REALM_NAMESPACE + domain
}

function fits(octets: number): boolean {
  return HEADER_OCTETS + octets + ADDED_LATER_OCTETS <= PACKET_OCTETS_MAX
}

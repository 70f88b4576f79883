import type { Limits } from '#src/kernel/limits.ts'
import type { Entropy } from '#src/kernel/random.ts'
import { limitAttributes } from '#src/radius/access-reply.ts'
import { integerOf, octetsOf, textOf } from '#src/radius/attributes.ts'
import { attributeId, layout } from '#src/radius/dictionary.ts'
import type { Nas } from '#src/radius/message.ts'
import { type RawAttribute, rawAttribute, rawAttributes } from '#src/radius/raw.ts'
import { hideSalted, revealSalted } from '#src/radius/salted.ts'
import type { AuthenticRequest } from '#src/radius/service.ts'
import { type Key, keyOf } from '#src/radius/signature.ts'
import { authenticatorOf, CODE, type Packet } from '#src/radius/wire.ts'
import { naiOf } from '#src/realms/nai.ts'
import type { Realm } from '#src/realms/realm.ts'
import { type Named, named } from './named.ts'

const USER_NAME = attributeId('User-Name')
const SESSION_TIMEOUT = attributeId('Session-Timeout')
const IDLE_TIMEOUT = attributeId('Idle-Timeout')
const EAP_MESSAGE = attributeId('EAP-Message')

/** What any home server may tell a gateway of ours, by what it answers. All else it must be allowed. */
const CONVERSATION = ['EAP-Message', 'Reply-Message', 'MS-CHAP-Error', 'MS-CHAP2-Success']
const WELCOME: Readonly<Partial<Record<Packet['code'], Named>>> = {
  [CODE.accessAccept]: named([
    ...CONVERSATION,
    'State',
    'Class',
    'Chargeable-User-Identity',
    'EAP-Key-Name',
    'MS-MPPE-Encryption-Policy',
    'MS-MPPE-Encryption-Types',
    'MS-MPPE-Send-Key',
    'MS-MPPE-Recv-Key',
  ]),
  [CODE.accessChallenge]: named([...CONVERSATION, 'State', 'Session-Timeout']),
  [CODE.accessReject]: named(CONVERSATION),
}

/** Of an Access-Accept: ours to say, made of what both sides want. */
const LIMITS = named(['Session-Timeout', 'Idle-Timeout', 'Acct-Interim-Interval'])
/** Each hop's own. */
const HOP_BY_HOP = named(['Message-Authenticator', 'Proxy-State'])

const KEYS = named(['MS-MPPE-Send-Key', 'MS-MPPE-Recv-Key'])
const TAGGED = named(['Tunnel-Password'])
const NOTHING = Buffer.alloc(0)

/** A home server's reply and what is needed to say it to the gateway that asked. */
export type Returned = {
  readonly reply: Packet
  readonly request: Pick<AuthenticRequest<Nas>, 'packet' | 'nas'>
  readonly realm: Realm
  /** What the city lets the user have. */
  readonly limits: Limits
  /** Under whose secret the reply hides its keys, and with which Request Authenticator. */
  readonly key: Key
  readonly nonce: Uint8Array
  readonly entropy: Entropy
}

/**
 * The attributes for our gateway: those a home server may say, keys hidden again under the gateway's own
 * secret (RFC 2548 §2.4.2), and in an Access-Accept the city's limits, or the home server's where it is
 * stricter. Class, State and the rest stay as they are (RFC 2865 §2.3).
 */
export function returnedAttributes(returned: Returned): Buffer {
  const { reply, request, realm } = returned
  const welcome = WELCOME[reply.code]
  const isAccept = reply.code === CODE.accessAccept
  const allowed = named(isAccept ? realm.allow : [])
  const kept = rawAttributes(reply).filter((one) => {
    if (HOP_BY_HOP.has(one) || (isAccept && LIMITS.has(one))) return false
    return welcome?.has(one) || allowed.has(one) || (isAccept && isOwnName(one, request.packet))
  })
  const salt = returned.entropy(2)
  const parts = kept.map((one, i) => asHiddenFor(one, returned, salted(salt, i)))
  const limits = isAccept ? layout(limitAttributes(stricter(returned), request.nas.vendor)) : []
  return Buffer.concat([...parts, Buffer.from(limits)])
}

/** The attributes of a rejection of our own: an EAP conversation ends with a Failure (RFC 3579 §2.6.1). */
export function refusalAttributes(packet: Packet): Buffer {
  const eap = octetsOf(packet, EAP_MESSAGE)
  const identifier = eap?.[1]
  if (identifier === undefined) return NOTHING
  const failure = Buffer.from([EAP_FAILURE, identifier, 0, EAP_FAILURE_OCTETS])
  return layout([['EAP-Message', failure]])
}

/** RFC 3748 §4.2. */
const EAP_FAILURE = 4
const EAP_FAILURE_OCTETS = 4

/**
 * A User-Name in an Access-Accept is what the gateway will say in accounting (RFC 2865 §5.1): one that
 * would no longer lead back to this realm is left out.
 */
function isOwnName({ vendor, type, value }: RawAttribute, request: Packet): boolean {
  if (vendor !== USER_NAME.vendor || type !== USER_NAME.type) return false
  const asked = naiOf(textOf(request, USER_NAME) ?? '')
  return asked !== undefined && naiOf(value.toString())?.realm === asked.realm
}

/** The attribute's octets, hidden under the gateway's secret if they were under the home server's. */
function asHiddenFor(one: RawAttribute, returned: Returned, salt: Uint8Array): Buffer {
  const isTagged = TAGGED.has(one)
  if (!isTagged && !KEYS.has(one)) return one.octets
  const { key, nonce, request } = returned
  const tag = one.value.subarray(0, isTagged ? 1 : 0)
  const plain = revealSalted(one.value.subarray(tag.length), nonce, key)
  if (!plain) return NOTHING
  const { packet, nas } = request
  const hidden = hideSalted(plain, authenticatorOf(packet), keyOf(nas.secret), salt)
  return rawAttribute(one, Buffer.concat([tag, hidden]))?.octets ?? NOTHING
}

/** No salt twice in one packet (RFC 2868 §3.5): the n-th attribute's own, of one chosen by chance. */
function salted([first = 0, second = 0]: Uint8Array, n: number): Uint8Array {
  return Uint8Array.of(first, second ^ n)
}

function stricter({ reply, limits }: Returned): Limits {
  const sessionSeconds = integerOf(reply, SESSION_TIMEOUT) || Number.POSITIVE_INFINITY
  const idle = integerOf(reply, IDLE_TIMEOUT) || Number.POSITIVE_INFINITY
  const ourIdle = limits.idleSeconds || Number.POSITIVE_INFINITY
  const idleSeconds = Math.min(idle, ourIdle)
  return {
    ...limits,
    sessionSeconds: Math.min(sessionSeconds, limits.sessionSeconds),
    idleSeconds: Number.isFinite(idleSeconds) ? idleSeconds : 0,
  }
}

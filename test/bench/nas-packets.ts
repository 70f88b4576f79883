import { systemEntropy } from '#src/kernel/random.ts'
import { hidePassword } from '#src/radius/password.ts'
import { type Key, signRequest } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import type { Guest } from './guest.ts'

/** The attributes a HotSpot sends, by number (RFC 2865 §5, RFC 2866 §5, RFC 2869 §5). */
const TYPE = {
  userName: 1,
  userPassword: 2,
  nasIp: 4,
  nasPort: 5,
  serviceType: 6,
  framedIp: 8,
  class: 25,
  calledStation: 30,
  callingStation: 31,
  nasIdentifier: 32,
  acctStatusType: 40,
  acctInputOctets: 42,
  acctOutputOctets: 43,
  acctSessionId: 44,
  acctSessionTime: 46,
  acctTerminateCause: 49,
  eventTimestamp: 55,
  nasPortType: 61,
} as const

const STATUS = { start: 1, stop: 2, interim: 3 } as const
const ACCOUNTING_ON = 7
const LOGIN_USER = 1
const WIRELESS = 19
const USER_REQUEST = 1
const NONCE_OCTETS = 16

/** Laid out by hand, once: the load must cost less than what it measures. */
const NAS = Buffer.concat([
  octets(TYPE.nasIp, Buffer.of(127, 0, 0, 1)),
  octets(TYPE.nasIdentifier, Buffer.from('bench')),
  octets(TYPE.calledStation, Buffer.from('bench-hotspot')),
  number(TYPE.nasPortType, WIRELESS),
  number(TYPE.serviceType, LOGIN_USER),
])

/** What asks for a guest to be let in, but for the identifier it is sent with. */
export type Access = { readonly attributes: Buffer; readonly nonce: Uint8Array }

/** Asks with PAP; `station` is `stationOf` of the guest. */
export function accessOf(guest: Guest, station: Buffer, key: Key): Access {
  const nonce = systemEntropy(NONCE_OCTETS)
  const password = hidePassword(Buffer.from(guest.password), nonce, key)
  return { attributes: Buffer.concat([octets(TYPE.userPassword, password), station]), nonce }
}

/** A signed Access-Request with a Message-Authenticator. */
export function accessRequest(identifier: number, { attributes, nonce }: Access, key: Key): Buffer {
  return signRequest(CODE.accessRequest, identifier, attributes, nonce, key)
}

/** One word of a session, said in order: Start, Interims, Stop. */
export type Word = {
  readonly status: keyof typeof STATUS
  /** Since the session began. */
  readonly seconds: number
  readonly octets: number
  /** Epoch seconds. */
  readonly at: number
}

const NO_NONCE = new Uint8Array(NONCE_OCTETS)

/** A signed Accounting-Request; `station` is `stationOf`, `echoing` whatever the Accept asked for. */
export function accountingRequest(
  identifier: number,
  station: Buffer,
  { status, seconds, octets: used, at }: Word,
  key: Key,
): Buffer {
  const attributes = Buffer.concat([
    station,
    number(TYPE.acctStatusType, STATUS[status]),
    number(TYPE.eventTimestamp, at),
    ...(status === 'start'
      ? []
      : [
          number(TYPE.acctSessionTime, seconds),
          number(TYPE.acctInputOctets, used >> 3),
          number(TYPE.acctOutputOctets, used),
        ]),
    ...(status === 'stop' ? [number(TYPE.acctTerminateCause, USER_REQUEST)] : []),
  ])
  return signRequest(CODE.accountingRequest, identifier, attributes, NO_NONCE, key)
}

/** A signed Accounting-On: the gateway has just started, and nobody is online there. */
export function restartRequest(identifier: number, at: number, key: Key): Buffer {
  const attributes = Buffer.concat([
    NAS,
    number(TYPE.acctStatusType, ACCOUNTING_ON),
    number(TYPE.eventTimestamp, at),
    octets(TYPE.acctSessionId, Buffer.from('00000000')),
  ])
  return signRequest(CODE.accountingRequest, identifier, attributes, NO_NONCE, key)
}

/** What every packet of a stay says. */
export function stationOf(guest: Guest, sessionId: string): Buffer {
  return Buffer.concat([
    NAS,
    octets(TYPE.userName, Buffer.from(guest.userName)),
    octets(TYPE.callingStation, Buffer.from(guest.mac)),
    octets(TYPE.framedIp, Buffer.of(10, 5, 50, 2)),
    octets(TYPE.acctSessionId, Buffer.from(sessionId)),
    number(TYPE.nasPort, 1),
  ])
}

/** The same with the Class that the Accept gave, which accounting has to repeat (RFC 2865 §5.25). */
export function echoing(station: Buffer, accepted: Uint8Array | undefined): Buffer {
  return accepted ? Buffer.concat([station, octets(TYPE.class, accepted)]) : station
}

function number(type: number, value: number): Buffer {
  const attribute = Buffer.of(type, 6, 0, 0, 0, 0)
  attribute.writeUInt32BE(value, 2)
  return attribute
}

function octets(type: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type, 2 + value.length), value])
}

const IDENTIFIERS = 256

/**
 * Makes that many requests before any is sent, identifiers in turn, and hands out those of an identifier
 * one by one: in order, nearly, for an identifier may wait longer than its neighbours.
 */
export function presigned<T>(
  count: number,
  sign: (identifier: number) => T,
): (identifier: number) => T | undefined {
  const ready: T[][] = Array.from({ length: IDENTIFIERS }, () => [])
  for (let n = 0; n < count; n++) ready[n % IDENTIFIERS]?.push(sign(n % IDENTIFIERS))
  const taken = new Uint32Array(IDENTIFIERS)
  return (identifier) => {
    const at = taken[identifier] ?? 0
    taken[identifier] = at + 1
    return ready[identifier]?.[at]
  }
}

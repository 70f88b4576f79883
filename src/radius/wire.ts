/** Packet types we speak: RFC 2865 §3, RFC 2866 §3, RFC 5997 §3, RFC 5176 §2.3, RFC 7930 §4. */
export const CODE = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accountingRequest: 4,
  accountingResponse: 5,
  accessChallenge: 11,
  statusServer: 12,
  disconnectRequest: 40,
  disconnectAck: 41,
  disconnectNak: 42,
  coaRequest: 43,
  coaAck: 44,
  coaNak: 45,
  protocolError: 52,
} as const
export type Code = (typeof CODE)[keyof typeof CODE]

/** RFC 2865 §3. */
export const HEADER_OCTETS = 20
export const PACKET_OCTETS_MAX = 4096

/** FreeRADIUS's own cap: real requests hold about 20, and each costs us a step. */
const ATTRIBUTES_MAX = 200

/** RFC 3579 §3.2; its value is as long as an authenticator. */
export const MESSAGE_AUTHENTICATOR = 80
export const AUTHENTICATOR_OCTETS = 16

/** Where the Authenticator of a packet begins: it is the end of the header (RFC 2865 §3). */
export const AUTHENTICATOR_AT = HEADER_OCTETS - AUTHENTICATOR_OCTETS
const STATE = 24
const PROXY_STATE = 33

const CODES = new Set<number>(Object.values(CODE))

/** A datagram whose frame is sound: every attribute is whole. Nothing in it is proven yet. */
export type Packet = {
  readonly kind: 'packet'
  readonly code: Code
  readonly identifier: number
  /** Exactly `Length` octets: padding behind it is no part of the packet. */
  readonly octets: Buffer
  /** Where the value of Message-Authenticator begins; 0 when there is none. */
  readonly messageAuthenticatorAt: number
  /** An Access-Request that goes on with a conversation: it has a State (RFC 2865 §5.24). */
  readonly isOngoing: boolean
}

export type Malformed = {
  readonly kind: 'malformed'
  readonly reason:
    | 'short'
    | 'code'
    | 'length'
    | 'attribute'
    | 'attributes'
    | 'message-authenticator'
}

/**
 * Walks a datagram from end to end before anything in it is believed (RFC 2865 §3, §5).
 *
 * Never throws, never copies, and takes at most `ATTRIBUTES_MAX` steps whatever it is handed.
 */
export function inspect(datagram: Buffer): Packet | Malformed {
  if (datagram.length < HEADER_OCTETS) return malformed('short')
  const code = octet(datagram, 0)
  if (!CODES.has(code)) return malformed('code')
  const length = (octet(datagram, 2) << 8) | octet(datagram, 3)
  if (length < HEADER_OCTETS || length > PACKET_OCTETS_MAX || length > datagram.length) {
    return malformed('length')
  }

  const found = { messageAuthenticatorAt: 0, hasState: false }
  const reason = walk(datagram, length, found)
  if (reason) return malformed(reason)
  return {
    kind: 'packet',
    code: code as Code,
    identifier: octet(datagram, 1),
    octets: datagram.length === length ? datagram : datagram.subarray(0, length),
    messageAuthenticatorAt: found.messageAuthenticatorAt,
    isOngoing: found.hasState && code === CODE.accessRequest,
  }
}

/** What a walk looks for on its way. */
type Found = { messageAuthenticatorAt: number; hasState: boolean }

/** Whether every attribute is whole, or why not. */
function walk(datagram: Buffer, length: number, found: Found): Malformed['reason'] | undefined {
  let count = 0
  let size = 0
  for (let at = HEADER_OCTETS; at < length; at += size) {
    if (++count > ATTRIBUTES_MAX) return 'attributes'
    if (at + 2 > length) return 'attribute'
    const type = octet(datagram, at)
    size = octet(datagram, at + 1)
    if (type === 0 || size < 2 || at + size > length) return 'attribute'
    if (type === STATE) found.hasState = true
    if (type !== MESSAGE_AUTHENTICATOR) continue
    const isOdd = size !== 2 + AUTHENTICATOR_OCTETS
    if (isOdd || found.messageAuthenticatorAt > 0) return 'message-authenticator'
    found.messageAuthenticatorAt = at + 2
  }
  return undefined
}

function malformed(reason: Malformed['reason']): Malformed {
  return { kind: 'malformed', reason }
}

/** The 16 octets at the end of the header. */
export function authenticatorOf(packet: Packet): Buffer {
  return packet.octets.subarray(AUTHENTICATOR_AT, HEADER_OCTETS)
}

/** Every Proxy-State, whole and in order (RFC 2865 §5.33). */
export function proxyStates({ octets }: Packet): Buffer[] {
  const found: Buffer[] = []
  for (let at = HEADER_OCTETS; at < octets.length; at += octet(octets, at + 1)) {
    if (octet(octets, at) === PROXY_STATE) {
      found.push(octets.subarray(at, at + octet(octets, at + 1)))
    }
  }
  return found
}

/** An octet the walk has already shown to be there. */
function octet(octets: Buffer, at: number): number {
  return octets[at] as number
}

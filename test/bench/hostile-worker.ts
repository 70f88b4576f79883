/** Times what is done to a datagram before its sender is believed, in a process where nothing else is. */
import { assert } from '#src/kernel/assert.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { Secret } from '#src/kernel/secret.ts'
import { Believer } from '#src/radius/believer.ts'
import type { Peer, Service } from '#src/radius/service.ts'
import { keyOf, verifyRequest } from '#src/radius/signature.ts'
import { Tally } from '#src/radius/tally.ts'
import { CODE, inspect } from '#src/radius/wire.ts'
import { median } from './figures.ts'
import { answerJobs } from './workbench.ts'

export type HostileRun = {
  readonly kind: string
  /** Microseconds for one packet that is looked at in full: the median of the batches. */
  readonly alone: number
  /** For each of many from one address, as the server treats them: the median of the batches' means. */
  readonly inFlood: number
  readonly verdict: string
}

const OCTETS = 4096
const HEADER = 20
const BATCHES = 9
const BATCH = 4000
const WARM_UP = 20_000

const SECRET = new Secret('a secret of twenty octets')
const GATEWAY: Peer = {
  id: 'ben-tau',
  secret: SECRET,
  messageAuthenticator: 'required',
  limitProxyState: true,
}
/** A port that takes whatever a kind is, and is never asked to answer it. */
const SERVICE: Service<Peer> = {
  name: 'hostile',
  codes: [CODE.accessRequest, CODE.accountingRequest],
  nasAt: () => GATEWAY,
  answer: () => ({ kind: 'silence', outcome: 'answered' }),
}

const VENDOR_SPECIFIC = 26
const PROXY_STATE = 33
const EAP_MESSAGE = 79
const MESSAGE_AUTHENTICATOR = 80

/** Each as large as a packet may be, and each tries to have another part of the work done for it. */
const KINDS: Readonly<Record<string, () => Buffer>> = {
  'attributes without a value': () => packet(CODE.accessRequest, filled(1, 2)),
  'as many attributes as are read': () => packet(CODE.accessRequest, filled(PROXY_STATE, 21)),
  'a digest over everything': () => packet(CODE.accountingRequest, filled(EAP_MESSAGE, 255)),
  'a digest, and many attributes': () => packet(CODE.accountingRequest, filled(PROXY_STATE, 21)),
  'a Message-Authenticator at the end': () => packet(CODE.accessRequest, signedLast(255)),
  'a Message-Authenticator behind many attributes': () =>
    packet(CODE.accessRequest, signedLast(21)),
  'EAP in many pieces, unsigned': () => packet(CODE.accessRequest, filled(EAP_MESSAGE, 255)),
  'vendors within vendors': () => packet(CODE.accountingRequest, filled(VENDOR_SPECIFIC, 255)),
  'an attribute that runs out of the packet': () => cutShort(),
}

answerJobs(
  async (): Promise<readonly HostileRun[]> =>
    Object.entries(KINDS).map(([kind, make]) => timed(kind, make())),
)

function timed(kind: string, datagram: Buffer): HostileRun {
  const key = keyOf(SECRET)
  const judge = () => {
    const read = inspect(datagram)
    return read.kind === 'malformed' ? read.reason : verifyRequest(read, key)
  }
  const believer = new Believer(SERVICE, new Tally(systemClock, silentLog).section(SERVICE.name))
  const believe = () => {
    const read = believer.packetOf(datagram, GATEWAY)
    return read !== undefined && believer.believes(read, GATEWAY)
  }
  assert(!believe(), 'nobody believes what is hostile')
  return {
    kind,
    alone: microseconds(judge),
    inFlood: microseconds(believe),
    verdict: judge(),
  }
}

/** What one call takes, when it has been called often. */
function microseconds(call: () => unknown): number {
  for (let i = 0; i < WARM_UP; i++) call()
  const batches = Array.from({ length: BATCHES }, () => {
    const from = performance.now()
    for (let i = 0; i < BATCH; i++) call()
    return ((performance.now() - from) * 1000) / BATCH
  })
  return median(batches)
}

function packet(code: number, attributes: Buffer): Buffer {
  const octets = Buffer.alloc(HEADER + attributes.length, 0x5a)
  octets.writeUInt8(code, 0)
  octets.writeUInt16BE(octets.length, 2)
  attributes.copy(octets, HEADER)
  return octets
}

/** Attributes of `size` octets each, until the packet is full; the last is whatever is left. */
function filled(type: number, size: number, room = OCTETS - HEADER): Buffer {
  const octets = Buffer.alloc(room, 0x41)
  for (let at = 0; at < room; ) {
    const left = room - at
    const wanted = Math.min(left, size)
    const length = left - wanted === 1 ? wanted - 1 : wanted
    octets.writeUInt8(type, at)
    octets.writeUInt8(length, at + 1)
    at += length
  }
  return octets
}

function signedLast(size: number): Buffer {
  const signature = Buffer.alloc(18, 0x33)
  signature.writeUInt8(MESSAGE_AUTHENTICATOR, 0)
  signature.writeUInt8(18, 1)
  return Buffer.concat([filled(PROXY_STATE, size, OCTETS - HEADER - 18), signature])
}

function cutShort(): Buffer {
  const octets = packet(CODE.accessRequest, filled(PROXY_STATE, 21))
  octets.writeUInt8(255, octets.length - 1)
  return octets
}

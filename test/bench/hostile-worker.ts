/** Times what is done to a datagram before its sender is believed, in a process where nothing else is. */
import { Secret } from '#src/kernel/secret.ts'
import { keyOf, verifyRequest } from '#src/radius/signature.ts'
import { CODE, inspect } from '#src/radius/wire.ts'
import { median } from './figures.ts'
import { answerJobs } from './workbench.ts'

export type HostileRun = {
  readonly kind: string
  /** Of one packet, the median of the batches. */
  readonly microseconds: number
  readonly verdict: string
}

const OCTETS = 4096
const HEADER = 20
const BATCHES = 9
const BATCH = 4000
const WARM_UP = 20_000

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
  const key = keyOf(new Secret('a secret of twenty octets'))
  const judge = () => {
    const read = inspect(datagram)
    return read.kind === 'malformed' ? read.reason : verifyRequest(read, key)
  }
  for (let i = 0; i < WARM_UP; i++) judge()
  const batches = Array.from({ length: BATCHES }, () => {
    const from = performance.now()
    for (let i = 0; i < BATCH; i++) judge()
    return ((performance.now() - from) * 1000) / BATCH
  })
  return { kind, microseconds: median(batches), verdict: judge() }
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

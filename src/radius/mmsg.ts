import { SOCKADDR_OCTETS_MAX } from './sockaddr.ts'
import { PACKET_OCTETS_MAX } from './wire.ts'

/** Datagrams in one call. */
const BATCH = 64

/** recv(2), send(2): never waits. */
const MSG_DONTWAIT = 0x40

/** Layout of `struct mmsghdr`, with the `struct iovec` it points at, where pointers have 64 bits. */
const MMSGHDR = { octets: 64, name: 0, nameLength: 8, iov: 16, iovLength: 24, length: 56 } as const
const IOVEC = { octets: 16, base: 0, length: 8 } as const
/** What a name takes, at an address that is good for it. */
const NAME_OCTETS = 32

const SIGNATURES = {
  recvmmsg: { arguments: ['i32', 'pointer', 'u32', 'i32', 'pointer'], return: 'i32' },
  sendmmsg: { arguments: ['i32', 'pointer', 'u32', 'i32'], return: 'i32' },
} as const

/** A datagram to be sent, and where: as `Source` says it. */
export type Outgoing = { readonly octets: Uint8Array; readonly sockaddr: Uint8Array }

/** Told of each datagram and of the `sockaddr` it came from. Both are only lent: the next has their place. */
export type OnDatagram = (datagram: Buffer, sockaddr: Buffer) => void

/**
 * Many datagrams with each call into the kernel: recvmmsg(2) and sendmmsg(2).
 *
 * `dgram` makes a call, an object and a callback for each, which together take as long as all that RADIUS
 * is about. The descriptor must stay open, and never wait, for as long as this is used.
 */
export class Mmsg {
  readonly #descriptor: number
  readonly #calls: Calls
  readonly #received: Batch
  readonly #toSend: Batch

  /** Nothing where the system has no such calls, or where Node.js cannot make them. */
  static open(descriptor: number): Mmsg | undefined {
    const calls = callsOfLinux()
    return calls && new Mmsg(descriptor, calls)
  }

  private constructor(descriptor: number, calls: Calls) {
    this.#descriptor = descriptor
    this.#calls = calls
    this.#received = new Batch(calls)
    this.#toSend = new Batch(calls)
  }

  /**
   * Takes what the kernel holds, one call's worth, and tells how many that was: with fewer than
   * `Mmsg.BATCH` it holds no more. One longer than a packet is cut there (RFC 2865 §3: 4,096 octets).
   */
  receive(take: OnDatagram): number {
    const received = this.#received
    const count = this.#calls.recvmmsg(this.#descriptor, received.pointer, BATCH, MSG_DONTWAIT, 0n)
    for (let n = 0; n < count; n++) {
      take(received.datagram(n), received.name(n))
      received.empty(n)
    }
    return Math.max(count, 0)
  }

  /** Sends the first of these, in order, and tells how many the kernel took; 0 when it took none. */
  send(all: readonly Outgoing[], from: number): number {
    const count = Math.min(all.length - from, BATCH)
    for (let n = 0; n < count; n++) this.#toSend.put(n, all[from + n] as Outgoing)
    const taken = this.#calls.sendmmsg(this.#descriptor, this.#toSend.pointer, count, MSG_DONTWAIT)
    return Math.max(taken, 0)
  }

  static readonly BATCH = BATCH
}

/** So many datagrams laid out as the kernel reads and writes them. */
class Batch {
  /** Of the headers; what it points at lives as long as this. */
  readonly pointer: bigint
  readonly #data = Buffer.from(new ArrayBuffer(BATCH * PACKET_OCTETS_MAX))
  readonly #names = Buffer.from(new ArrayBuffer(BATCH * NAME_OCTETS))
  readonly #headers = new Uint32Array(new ArrayBuffer(BATCH * MMSGHDR.octets))
  readonly #vectors = new Uint32Array(new ArrayBuffer(BATCH * IOVEC.octets))

  constructor({ getRawPointer }: Pick<Calls, 'getRawPointer'>) {
    this.pointer = getRawPointer(this.#headers.buffer)
    const data = getRawPointer(this.#data.buffer)
    const names = getRawPointer(this.#names.buffer)
    const vectors = getRawPointer(this.#vectors.buffer)
    const headerAt = new DataView(this.#headers.buffer)
    const vectorAt = new DataView(this.#vectors.buffer)
    for (let n = 0; n < BATCH; n++) {
      const header = n * MMSGHDR.octets
      headerAt.setBigUint64(header + MMSGHDR.name, names + BigInt(n * NAME_OCTETS), true)
      headerAt.setBigUint64(header + MMSGHDR.iov, vectors + BigInt(n * IOVEC.octets), true)
      headerAt.setBigUint64(header + MMSGHDR.iovLength, 1n, true)
      const vector = n * IOVEC.octets
      vectorAt.setBigUint64(vector + IOVEC.base, data + BigInt(n * PACKET_OCTETS_MAX), true)
    }
    for (let n = 0; n < BATCH; n++) this.empty(n)
  }

  /** Lets all of its room be written, again. */
  empty(n: number): void {
    this.#size(n, PACKET_OCTETS_MAX, SOCKADDR_OCTETS_MAX)
  }

  put(n: number, { octets, sockaddr }: Outgoing): void {
    this.#data.set(octets, n * PACKET_OCTETS_MAX)
    this.#names.set(sockaddr, n * NAME_OCTETS)
    this.#size(n, octets.length, sockaddr.length)
  }

  /** What was received, until more is. */
  datagram(n: number): Buffer {
    const length = this.#headers[(n * MMSGHDR.octets + MMSGHDR.length) / 4] as number
    const at = n * PACKET_OCTETS_MAX
    return this.#data.subarray(at, at + length)
  }

  /** The `sockaddr` it came from, until more is received. */
  name(n: number): Buffer {
    const length = this.#headers[(n * MMSGHDR.octets + MMSGHDR.nameLength) / 4] as number
    return this.#names.subarray(n * NAME_OCTETS, n * NAME_OCTETS + length)
  }

  #size(n: number, octets: number, nameOctets: number): void {
    this.#vectors[(n * IOVEC.octets + IOVEC.length) / 4] = octets
    this.#headers[(n * MMSGHDR.octets + MMSGHDR.nameLength) / 4] = nameOctets
  }
}

type Calls = NonNullable<ReturnType<typeof callsOfLinux>>

/** On 64-bit Linux, from the C library that this process runs on. `node:ffi` is of Node.js 26. */
function callsOfLinux() {
  const { platform, arch } = process
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) return undefined
  const ffi = process.getBuiltinModule('node:ffi')
  if (!ffi) return undefined
  try {
    const { functions } = ffi.dlopen(null, SIGNATURES)
    return { ...functions, getRawPointer: ffi.getRawPointer }
  } catch {
    return undefined
  }
}

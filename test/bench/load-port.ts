import { dlopen, getRawPointer } from 'node:ffi'
import type { Endpoint } from '#src/radius/udp.ts'
import { PACKET_OCTETS_MAX } from '#src/radius/wire.ts'

/** Told of each datagram from the server, which is only lent, and when it came, by `performance.now`. */
export type Hear = (datagram: Buffer, arrivedAt: number) => void

/** Sends a datagram, with others that are sent in the same turn. */
export type Send = (octets: Buffer) => void

const BATCH = 64
/** How often what has come is taken. */
const TAKE_MS = 1

/** Of Linux: socket(2), socket(7), ip(7), recv(2), clock_gettime(2). */
const AF_INET = 2
const SOCK_DGRAM = 2
const SOL_SOCKET = 1
const SO_RCVBUF = 8
const SO_TIMESTAMPNS = 35
const IPPROTO_IP = 0
const IP_PKTINFO = 8
const MSG_DONTWAIT = 0x40
const CLOCK_REALTIME = 0

const SOCKADDR_OCTETS = 16
/** cmsg(3): a header of 16 octets, then what it says, then as much as makes it a multiple of eight. */
const CMSG = { length: 0, level: 8, type: 12, data: 16 } as const
/** `struct in_pktinfo`, and `struct timespec`. */
const PKTINFO = { octets: 12, ourAddress: 4, destination: 8 } as const
const TIMESPEC_OCTETS = 16
const PKTINFO_LENGTH = CMSG.data + PKTINFO.octets
/** Room for one of each. */
const CONTROL_OCTETS = 64
/** `struct mmsghdr` where pointers have 64 bits, and the `struct iovec` it points at. */
const HEADER = {
  octets: 64,
  name: 0,
  nameLength: 8,
  iov: 16,
  iovLength: 24,
  control: 32,
  controlLength: 40,
  length: 56,
} as const
const IOVEC = { octets: 16, base: 0, length: 8 } as const

/** Room for what the server says while we look elsewhere. */
const RECEIVE_OCTETS = 4 * 1024 * 1024

const { functions: calls } = dlopen(null, {
  socket: { arguments: ['i32', 'i32', 'i32'], return: 'i32' },
  bind: { arguments: ['i32', 'pointer', 'u32'], return: 'i32' },
  setsockopt: { arguments: ['i32', 'i32', 'i32', 'pointer', 'u32'], return: 'i32' },
  close: { arguments: ['i32'], return: 'i32' },
  recvmmsg: { arguments: ['i32', 'pointer', 'u32', 'i32', 'pointer'], return: 'i32' },
  sendmmsg: { arguments: ['i32', 'pointer', 'u32', 'i32'], return: 'i32' },
  clock_gettime: { arguments: ['i32', 'pointer'], return: 'i32' },
})

/**
 * One UDP socket that speaks for gateways, for hundreds of them if need be, each at its own address.
 *
 * On a machine that both asks and answers, a load with a socket for each gateway, which each reply wakes,
 * takes more than the server does; and when its turn comes late, it takes that for the server's delay. So
 * nothing wakes this: what has come is taken once a millisecond, and the kernel says when it came.
 */
export class LoadPort implements Disposable {
  readonly #descriptor: number
  readonly #received = new Batch()
  readonly #toSend = new Batch()
  /** By our address and the server's port. */
  readonly #hearing = new Map<number, Hear>()
  readonly #taking: NodeJS.Timeout
  #outbox: { octets: Buffer; from: Uint8Array; to: Uint8Array }[] = []

  constructor() {
    this.#descriptor = succeeded('socket', calls.socket(AF_INET, SOCK_DGRAM, 0))
    this.#set(SOL_SOCKET, SO_RCVBUF, RECEIVE_OCTETS)
    this.#set(SOL_SOCKET, SO_TIMESTAMPNS, 1)
    this.#set(IPPROTO_IP, IP_PKTINFO, 1)
    const anywhere = sockaddrOf({ host: '0.0.0.0', port: 0 })
    succeeded('bind', calls.bind(this.#descriptor, pointerTo(anywhere), SOCKADDR_OCTETS))
    this.#taking = setInterval(() => this.#take(), TAKE_MS)
  }

  /** Speaks with a server from one of our addresses. */
  speak(address: string, server: Endpoint, hear: Hear): Send {
    const from = octetsOf(address)
    const to = sockaddrOf(server)
    this.#hearing.set(conversation(Buffer.from(from).readUInt32BE(), server.port), hear)
    return (octets) => {
      if (this.#outbox.length === 0) process.nextTick(this.#flush)
      this.#outbox.push({ octets, from, to })
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#taking)
    calls.close(this.#descriptor)
  }

  #take(): void {
    const sinceEpoch = epochMs() - performance.now()
    for (let count = BATCH; count === BATCH; ) {
      const { pointer } = this.#received.emptied()
      count = calls.recvmmsg(this.#descriptor, pointer, BATCH, MSG_DONTWAIT, 0n)
      for (let n = 0; n < count; n++) {
        const { arrivedAt, ourAddress } = this.#received.control(n)
        const from = conversation(ourAddress, this.#received.port(n))
        this.#hearing.get(from)?.(this.#received.datagram(n), arrivedAt - sinceEpoch)
      }
    }
  }

  /** What the kernel has no room for is lost, as on any network. */
  readonly #flush = (): void => {
    const all = this.#outbox
    this.#outbox = []
    for (let n = 0; n < all.length; ) {
      const count = Math.min(all.length - n, BATCH)
      for (let i = 0; i < count; i++) {
        const { octets, from, to } = all[n + i] as (typeof all)[number]
        this.#toSend.put(i, octets, from, to)
      }
      const { pointer } = this.#toSend
      n += Math.max(calls.sendmmsg(this.#descriptor, pointer, count, MSG_DONTWAIT), 1)
    }
  }

  #set(level: number, option: number, value: number): void {
    const pointer = pointerTo(Int32Array.of(value))
    succeeded('setsockopt', calls.setsockopt(this.#descriptor, level, option, pointer, 4))
  }
}

/** What the kernel says besides: when a datagram came, epoch milliseconds, and at which of our addresses. */
type Control = { arrivedAt: number; ourAddress: number }

/** So many datagrams laid out as the kernel reads and writes them. */
class Batch {
  readonly pointer: bigint
  readonly #data = Buffer.alloc(BATCH * PACKET_OCTETS_MAX)
  readonly #names = Buffer.alloc(BATCH * SOCKADDR_OCTETS)
  readonly #controls = Buffer.alloc(BATCH * CONTROL_OCTETS)
  readonly #headers = Buffer.alloc(BATCH * HEADER.octets)
  readonly #vectors = Buffer.alloc(BATCH * IOVEC.octets)

  constructor() {
    this.pointer = pointerTo(this.#headers)
    const point = (holder: Buffer, at: number, to: Buffer, offset: number) =>
      holder.writeBigUInt64LE(pointerTo(to) + BigInt(offset), at)
    for (let n = 0; n < BATCH; n++) {
      const header = n * HEADER.octets
      const vector = n * IOVEC.octets
      point(this.#headers, header + HEADER.name, this.#names, n * SOCKADDR_OCTETS)
      point(this.#headers, header + HEADER.iov, this.#vectors, vector)
      point(this.#headers, header + HEADER.control, this.#controls, n * CONTROL_OCTETS)
      point(this.#vectors, vector + IOVEC.base, this.#data, n * PACKET_OCTETS_MAX)
      this.#headers.writeUInt32LE(SOCKADDR_OCTETS, header + HEADER.nameLength)
      this.#headers.writeUInt32LE(1, header + HEADER.iovLength)
    }
  }

  /** With all of its room to be written. */
  emptied(): this {
    for (let n = 0; n < BATCH; n++) this.#size(n, PACKET_OCTETS_MAX, CONTROL_OCTETS)
    return this
  }

  put(n: number, octets: Buffer, from: Uint8Array, to: Uint8Array): void {
    const control = n * CONTROL_OCTETS
    this.#data.set(octets, n * PACKET_OCTETS_MAX)
    this.#names.set(to, n * SOCKADDR_OCTETS)
    this.#controls.writeUInt32LE(PKTINFO_LENGTH, control + CMSG.length)
    this.#controls.writeUInt32LE(IPPROTO_IP, control + CMSG.level)
    this.#controls.writeUInt32LE(IP_PKTINFO, control + CMSG.type)
    this.#controls.set(from, control + CMSG.data + PKTINFO.ourAddress)
    this.#size(n, octets.length, padded(PKTINFO_LENGTH))
  }

  /** Lent until the batch is emptied. */
  datagram(n: number): Buffer {
    const at = n * PACKET_OCTETS_MAX
    const length = this.#headers.readUInt32LE(n * HEADER.octets + HEADER.length)
    return this.#data.subarray(at, at + length)
  }

  /** Of whoever sent it. */
  port(n: number): number {
    return this.#names.readUInt16BE(n * SOCKADDR_OCTETS + 2)
  }

  control(n: number): Control {
    const control = { arrivedAt: Number.NaN, ourAddress: 0 }
    const from = n * CONTROL_OCTETS
    const to = from + this.#headers.readUInt32LE(n * HEADER.octets + HEADER.controlLength)
    for (let at = from; at < to; at += padded(this.#controls.readUInt32LE(at + CMSG.length))) {
      const data = at + CMSG.data
      if (this.#controls.readUInt32LE(at + CMSG.level) === SOL_SOCKET) {
        control.arrivedAt = milliseconds(this.#controls, data)
      } else control.ourAddress = this.#controls.readUInt32BE(data + PKTINFO.destination)
    }
    return control
  }

  #size(n: number, octets: number, controlOctets: number): void {
    this.#vectors.writeUInt32LE(octets, n * IOVEC.octets + IOVEC.length)
    this.#headers.writeUInt32LE(controlOctets, n * HEADER.octets + HEADER.controlLength)
  }
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8
}

const timespec = Buffer.alloc(TIMESPEC_OCTETS)

/** By the clock that the kernel stamps datagrams with. */
function epochMs(): number {
  calls.clock_gettime(CLOCK_REALTIME, pointerTo(timespec))
  return milliseconds(timespec, 0)
}

/** What a `struct timespec` there says. */
function milliseconds(octets: Buffer, at: number): number {
  return octets.readUIntLE(at, 6) * 1000 + octets.readUInt32LE(at + 8) / 1e6
}

/** One number for both: 48 bits. */
function conversation(address: number, port: number): number {
  return address * 0x10000 + port
}

function sockaddrOf({ host, port }: Endpoint): Buffer<ArrayBuffer> {
  const sockaddr = Buffer.alloc(SOCKADDR_OCTETS)
  sockaddr.writeUInt16LE(AF_INET)
  sockaddr.writeUInt16BE(port, 2)
  sockaddr.set(octetsOf(host), 4)
  return sockaddr
}

function octetsOf(address: string): Uint8Array {
  return Uint8Array.from(address.split('.').map(Number))
}

function pointerTo({ buffer, byteOffset }: ArrayBufferView): bigint {
  return getRawPointer(buffer as ArrayBuffer) + BigInt(byteOffset)
}

function succeeded(call: string, result: number): number {
  if (result < 0) throw new Error(`${call} failed`)
  return result
}

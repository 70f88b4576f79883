import type { Socket } from 'node:dgram'
import { type Key, verifyReply } from '#src/radius/signature.ts'
import type { Endpoint } from '#src/radius/udp.ts'
import { HEADER_OCTETS, inspect, type Packet } from '#src/radius/wire.ts'
import type { Hear, LoadPort, Send } from './load-port.ts'

/** One reply in so many is verified as a gateway verifies each; so is whatever was sent twice. */
export const VERIFIED_ONE_IN = 16

/** Told of each reply, which is only lent, with the identifier it answers. */
export type OnReply = (reply: Buffer, identifier: number) => void

const IDENTIFIERS = 256
/** RFC 5080 §2.2.1: each wait is twice the last. */
const FIRST_WAIT_MS = 1000
const GIVE_UP_MS = 31_000

/**
 * One port of a gateway: 256 identifiers, each free or waiting for its answer.
 *
 * Made to cost a fraction of what it measures: identifiers index plain arrays, and a reply is looked
 * into only as far as its identifier, but for the sample that is verified whole.
 */
export class Lane {
  /** Milliseconds from first sending to reply, of every request answered. */
  readonly latencies: number[] = []
  /** When each reply came, by `performance.now`. */
  readonly answeredAt: number[] = []
  resent = 0
  /** Requests nobody answered for half a minute, each then given up. */
  lost = 0
  /** Replies that whoever holds the secret did not make. */
  forged = 0
  readonly #send: Send
  readonly #key: Key
  readonly #onReply: OnReply
  readonly #requests: (Buffer | undefined)[] = Array(IDENTIFIERS).fill(undefined)
  readonly #firstSentAt = new Float64Array(IDENTIFIERS)
  readonly #dueAt = new Float64Array(IDENTIFIERS)
  readonly #wasSentTwice = new Uint8Array(IDENTIFIERS)
  readonly #free = Uint8Array.from({ length: IDENTIFIERS }, (_, identifier) => identifier)
  #nextFree = 0
  #inFlight = 0

  /** A lane of a socket of its own, connected to the server. */
  static on(socket: Socket, key: Key, onReply: OnReply): Lane {
    const lane = new Lane((octets) => socket.send(octets), key, onReply)
    socket.on('message', (datagram) => lane.receive(datagram))
    // A server that was killed refuses datagrams; it will be asked again.
    socket.on('error', () => undefined)
    return lane
  }

  /** A lane between one of our addresses and a port of the server. */
  static of(
    port: LoadPort,
    { from, to }: { readonly from: string; readonly to: Endpoint },
    key: Key,
    onReply: OnReply,
  ): Lane {
    const hear: Hear = (datagram, arrivedAt) => lane.receive(datagram, arrivedAt)
    const lane = new Lane(port.speak(from, to, hear), key, onReply)
    return lane
  }

  private constructor(send: Send, key: Key, onReply: OnReply) {
    this.#send = send
    this.#key = key
    this.#onReply = onReply
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** The identifier that was free the longest, if one is. */
  get free(): number | undefined {
    return this.#inFlight < IDENTIFIERS ? this.#free[this.#nextFree] : undefined
  }

  /** Sends a request with the identifier that `free` told. */
  send(octets: Buffer, now: number): void {
    const identifier = octets[1] as number
    this.#nextFree = (this.#nextFree + 1) % IDENTIFIERS
    this.#inFlight++
    this.#requests[identifier] = octets
    this.#firstSentAt[identifier] = now
    this.#dueAt[identifier] = now + FIRST_WAIT_MS
    this.#send(octets)
  }

  /** Sends again what is due, as gateways do, and gives up what has waited half a minute. */
  resendLost(now: number): void {
    if (this.#inFlight === 0) return
    for (const [identifier, request] of this.#requests.entries()) {
      if (!request) continue
      const waitedMs = now - (this.#firstSentAt[identifier] as number)
      if (waitedMs > GIVE_UP_MS) {
        this.lost++
        this.#release(identifier)
      } else if (now > (this.#dueAt[identifier] as number)) {
        this.#dueAt[identifier] = now + waitedMs + FIRST_WAIT_MS
        this.#wasSentTwice[identifier] = 1
        this.resent++
        this.#send(request)
      }
    }
  }

  receive(datagram: Buffer, arrivedAt = performance.now()): void {
    const identifier = datagram[1] as number
    const request = this.#requests[identifier]
    if (!request || !this.#isBelieved(datagram, request)) return
    this.latencies.push(arrivedAt - (this.#firstSentAt[identifier] as number))
    this.answeredAt.push(arrivedAt)
    this.#release(identifier)
    this.#onReply(datagram, identifier)
  }

  /** A late answer to a copy must not pass for the answer to what has its identifier now. */
  #isBelieved(datagram: Buffer, request: Buffer): boolean {
    if (datagram.length < HEADER_OCTETS) return false
    const isSample = this.latencies.length % VERIFIED_ONE_IN === 0
    if (!isSample && this.#wasSentTwice[datagram[1] as number] === 0) return true
    const reply = inspect(datagram)
    if (reply.kind === 'packet' && verifyReply(reply, inspect(request) as Packet, this.#key)) {
      return true
    }
    this.forged++
    return false
  }

  #release(identifier: number): void {
    this.#requests[identifier] = undefined
    this.#free[(this.#nextFree + IDENTIFIERS - this.#inFlight) % IDENTIFIERS] = identifier
    this.#inFlight--
  }
}

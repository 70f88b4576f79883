import type { Socket } from 'node:dgram'
import { type Key, verifyReply } from '#src/radius/signature.ts'
import { inspect, type Packet } from '#src/radius/wire.ts'
import { ascending, percentile } from './figures.ts'

/** What a run came to. Latencies are of requests answered, first sending to verified reply. */
export type Run = {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly answered: number
  readonly resent: number
  /** The share of one core the load itself took: near 1, it measures itself. */
  readonly loadCpu: number
}

/** Makes the next request with this identifier, until nothing is left to ask. */
export type NextRequest = (identifier: number) => Buffer | undefined

/** Told of each verified reply, with its request. */
export type OnReply = (reply: Packet, request: Packet) => void

type Pending = { readonly request: Packet; readonly firstSentAt: number; sentAt: number }

const IDENTIFIERS = 256
const RESEND_MS = 1000
const GIVE_UP_MS = 10_000
const WATCH_MS = 100

/**
 * So many requests in flight, each answer bringing on the next: the server sets the pace.
 *
 * One port, identifiers in turn, every reply verified as a gateway would.
 */
export class ClosedLoop {
  readonly #socket: Socket
  readonly #key: Key
  readonly #next: NextRequest
  readonly #onReply: OnReply
  readonly #pending = new Map<number, Pending>()
  readonly #free = Array.from({ length: IDENTIFIERS }, (_, identifier) => identifier)
  readonly #latencies: number[] = []
  #resent = 0
  #endsAt = 0
  #lastAnswerAt = 0
  #done = Promise.withResolvers<void>()

  constructor(
    socket: Socket,
    key: Key,
    { next, onReply }: { readonly next: NextRequest; readonly onReply: OnReply },
  ) {
    this.#socket = socket
    this.#key = key
    this.#next = next
    this.#onReply = onReply
  }

  /** Runs once. Ends after `seconds`, or earlier when nothing is left to ask. */
  async run(seconds: number, inFlight: number): Promise<Run> {
    const receive = (datagram: Buffer) => this.#receive(datagram)
    this.#socket.on('message', receive)
    const watch = setInterval(() => this.#resendLost(), WATCH_MS)
    const cpu = process.cpuUsage()
    const from = performance.now()
    this.#endsAt = from + seconds * 1000
    try {
      for (let i = 0; i < inFlight; i++) this.#ask()
      await this.#done.promise
    } finally {
      clearInterval(watch)
      this.#socket.off('message', receive)
    }
    const { user, system } = process.cpuUsage(cpu)
    const took = this.#lastAnswerAt - from
    return this.#told(took / 1000, (user + system) / 1000 / took)
  }

  #told(seconds: number, loadCpu: number): Run {
    const sorted = this.#latencies.sort(ascending)
    return {
      perSecond: sorted.length / seconds,
      p50Ms: percentile(sorted, 0.5),
      p99Ms: percentile(sorted, 0.99),
      answered: sorted.length,
      resent: this.#resent,
      loadCpu,
    }
  }

  #ask(): void {
    const now = performance.now()
    const identifier = now < this.#endsAt ? this.#free.shift() : undefined
    const octets = identifier === undefined ? undefined : this.#next(identifier)
    if (identifier === undefined || !octets) {
      if (this.#pending.size === 0) this.#done.resolve()
      return
    }
    const request = inspect(octets) as Packet
    this.#pending.set(identifier, { request, firstSentAt: now, sentAt: now })
    this.#socket.send(octets)
  }

  #receive(datagram: Buffer): void {
    const reply = inspect(datagram)
    const pending = reply.kind === 'packet' && this.#pending.get(reply.identifier)
    if (!pending || !verifyReply(reply, pending.request, this.#key)) return

    this.#pending.delete(reply.identifier)
    this.#free.push(reply.identifier)
    this.#lastAnswerAt = performance.now()
    this.#latencies.push(this.#lastAnswerAt - pending.firstSentAt)
    this.#onReply(reply, pending.request)
    this.#ask()
  }

  #resendLost(): void {
    const now = performance.now()
    for (const pending of this.#pending.values()) {
      if (now - pending.firstSentAt > GIVE_UP_MS) {
        this.#done.reject(new Error(`no answer for ${GIVE_UP_MS / 1000} s`))
        return
      }
      if (now - pending.sentAt < RESEND_MS) continue
      pending.sentAt = now
      this.#resent++
      this.#socket.send(pending.request.octets)
    }
  }
}

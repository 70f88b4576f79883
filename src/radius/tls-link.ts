import type { TLSSocket } from 'node:tls'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Entropy } from '#src/kernel/random.ts'
import { type Key, numberOf, signRequest, verifyReply } from './signature.ts'
import { Framing } from './tls-framing.ts'
import { CODE, type Code, inspect, type Packet } from './wire.ts'

/** One thing to ask, over as many connections as it takes. */
export type Question = {
  readonly code: Code
  readonly attributes: (nonce: Uint8Array, key: Key) => Uint8Array
  readonly settle: (reply?: Packet) => void
}

type Pending = { readonly request: Packet; readonly question: Question | undefined }

/** RFC 3539 §3.4.1: Tw, give or take 2 s so that many links do not ask at once. */
export const WATCH_MS: Millis = 30 * SECOND
const WATCH_JITTER = 1 / 15

/** A number given up on is not used again while its reply may still come. */
const LINGER_MS: Millis = 30 * SECOND

const NONCE_OCTETS = 16
const IDENTIFIERS = 256
/** Under way at once over RADIUS/1.1, where the protocol sets no bound. */
const TOKENS_MAX = 4096
const NOTHING = new Uint8Array(0)

/**
 * One TLS connection to a server, and what is under way on it.
 *
 * Nothing is sent twice on it (RFC 6613 §2.6.1). When the server has been silent for a while a
 * Status-Server asks whether it is there; silence to that ends the link (RFC 3539 §3.4.1). So does what
 * cannot come from a sound server (RFC 6613 §2.6.4). How a link ends is the socket's `close`.
 */
export class TlsLink {
  readonly #socket: TLSSocket
  readonly #key: Key
  readonly #entropy: Entropy
  readonly #framing = new Framing()
  readonly #pending = new Map<number, Pending>()
  readonly #waiting: Question[] = []
  readonly #numbers: Numbers
  #isWatched = false
  readonly #watch: NodeJS.Timeout
  #hasHeard = false

  constructor(socket: TLSSocket, key: Key, entropy: Entropy, watchMs: Millis) {
    this.#socket = socket
    this.#key = key
    this.#entropy = entropy
    this.#numbers = key.isClear ? tokens(entropy) : identifiers()
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('close', () => clearTimeout(this.#watch))
    const [octet = 0] = entropy(1)
    const waitMs = watchMs * (1 + WATCH_JITTER * (octet / 127.5 - 1))
    this.#watch = setTimeout(() => this.#doubt(), waitMs).unref()
  }

  /** Whether the server ever said something that makes sense. */
  get hasHeard(): boolean {
    return this.#hasHeard
  }

  /** Asks as soon as there is a number to ask under, in turn. */
  ask(question: Question): void {
    const number = this.#numbers.take()
    if (number === undefined) this.#waiting.push(question)
    else this.#send(number, question.code, question)
  }

  /** Asks no more: nobody waits for the reply. */
  drop(question: Question): void {
    const at = this.#waiting.indexOf(question)
    if (at >= 0) this.#waiting.splice(at, 1)
    for (const [number, pending] of this.#pending) {
      if (pending.question !== question) continue
      setTimeout(() => this.#free(number, pending), LINGER_MS).unref()
    }
  }

  #send(number: number, code: Code, question?: Question): void {
    const nonce = this.#entropy(NONCE_OCTETS)
    const attributes = question?.attributes(nonce, this.#key) ?? NOTHING
    const octets = signRequest(code, number, attributes, nonce, this.#key)
    this.#pending.set(number, { request: inspect(octets) as Packet, question })
    this.#socket.write(octets)
  }

  #hear(chunk: Buffer): void {
    this.#isWatched = false
    this.#watch.refresh()
    const { packets, isBroken } = this.#framing.push(chunk)
    const isSound = packets.every((octets) => this.#receive(octets))
    if (isBroken || !isSound) this.#socket.destroySoon()
  }

  /** False for what no sound server sends. */
  #receive(octets: Buffer): boolean {
    const reply = inspect(octets)
    if (reply.kind === 'malformed') return reply.reason === 'code'
    const number = numberOf(reply, this.#key)
    const pending = this.#pending.get(number)
    if (!pending) return true
    if (!verifyReply(reply, pending.request, this.#key)) return false

    this.#hasHeard = true
    pending.question?.settle(reply)
    this.#free(number, pending)
    return true
  }

  #free(number: number, pending: Pending): void {
    if (this.#pending.get(number) !== pending) return
    this.#pending.delete(number)
    if (!pending.question) return
    this.#numbers.giveBack(number)
    const next = this.#waiting.shift()
    if (next) this.ask(next)
  }

  #doubt(): void {
    if (this.#isWatched) {
      this.#socket.destroy()
      return
    }
    this.#isWatched = true
    this.#send(this.#numbers.forWatchdog(), CODE.statusServer)
    this.#watch.refresh()
  }
}

/** What requests are known by while they are under way. */
type Numbers = {
  readonly take: () => number | undefined
  readonly giveBack: (number: number) => void
  readonly forWatchdog: () => number
}

/** The longest unused first; 0 is kept for Status-Server (RFC 6613 §2.6.5). */
function identifiers(): Numbers {
  const free = Array.from({ length: IDENTIFIERS - 1 }, (_, i) => i + 1)
  return {
    take: () => free.shift(),
    giveBack: (identifier) => void free.push(identifier),
    forWatchdog: () => 0,
  }
}

/** RFC 9765 §4.2.1: a counter that begins anywhere. Status-Server takes one like any other (§6.2). */
function tokens(entropy: Entropy): Numbers {
  let last = Buffer.from(entropy(4)).readUInt32BE()
  let underWay = 0
  const next = () => (last = (last + 1) >>> 0)
  return {
    take() {
      if (underWay >= TOKENS_MAX) return undefined
      underWay++
      return next()
    },
    giveBack: () => void underWay--,
    forWatchdog: next,
  }
}

import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Entropy } from '#src/kernel/random.ts'
import { type Key, signRequest, verifyReply } from './signature.ts'
import { connectUdp, type Endpoint } from './udp.ts'
import { type Code, inspect, type Packet } from './wire.ts'

/**
 * How long to wait for the first reply, how often to send, and after how long to give up in all
 * (RFC 5080 §2.2.1: IRT, MRC and MRD). Each wait is twice the last.
 */
export type Retry = {
  readonly firstMs: Millis
  readonly attempts: number
  readonly withinMs?: Millis
}

/** RFC 5080 §2.2.1: no wait is longer, and each is off by up to a tenth so that gateways spread out. */
const WAIT_MS_MAX: Millis = 16 * SECOND
const JITTER = 0.1

/** How long such a retry waits in all. */
export function patienceOf({ firstMs, attempts, withinMs = Infinity }: Retry): Millis {
  const waits = Array.from({ length: attempts }, (_, i) => Math.min(firstMs * 2 ** i, WAIT_MS_MAX))
  return Math.min(
    waits.reduce((sum, wait) => sum + wait, 0),
    withinMs,
  )
}

const NONCE_OCTETS = 16
const IDENTIFIERS = 256

type Pending = { readonly request: Packet; readonly settle: (reply?: Packet) => void }

/**
 * Asks one peer, from one port: the client's half of RADIUS.
 *
 * A request is sent again with the same octets until a reply proves to be its own (RFC 5080 §2.2.1).
 * Identifiers are used in turn, the longest unused first, and the 257th asker waits for one.
 */
export class Requester implements AsyncDisposable {
  readonly #socket: Socket
  readonly #key: Key
  readonly #entropy: Entropy
  readonly #pending = new Map<number, Pending>()
  readonly #free = Array.from({ length: IDENTIFIERS }, (_, identifier) => identifier)
  readonly #waiting: (() => void)[] = []
  #isClosed = false

  static async open(
    peer: Endpoint,
    key: Key,
    entropy: Entropy,
    localAddress?: string,
  ): Promise<Requester> {
    return new Requester(await connectUdp(peer, localAddress), key, entropy)
  }

  private constructor(socket: Socket, key: Key, entropy: Entropy) {
    this.#socket = socket
    this.#key = key
    this.#entropy = entropy
    socket.on('message', (datagram) => this.#receive(datagram))
    // A peer that is starting refuses datagrams; the next copy may find it up.
    socket.on('error', () => undefined)
  }

  /**
   * The verified reply, or nothing when none came in time, `signal` fired, or this was closed.
   *
   * `attributes` are laid out when an identifier is free; `nonce` and `key` hide a password, if there is
   * one.
   */
  async ask(
    code: Code,
    attributes: (nonce: Uint8Array, key: Key) => Uint8Array,
    retry: Retry,
    signal?: AbortSignal,
  ): Promise<Packet | undefined> {
    while (this.#free.length === 0 && !this.#isClosed) {
      await new Promise<void>((free) => this.#waiting.push(free))
    }
    if (this.#isClosed || signal?.aborted) return undefined

    const identifier = this.#free.shift() as number
    try {
      const nonce = this.#entropy(NONCE_OCTETS)
      const octets = signRequest(code, identifier, attributes(nonce, this.#key), nonce, this.#key)
      return await this.#exchange(octets, retry, signal)
    } finally {
      this.#pending.delete(identifier)
      this.#free.push(identifier)
      this.#waiting.shift()?.()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const { settle } of this.#pending.values()) settle()
    for (const free of this.#waiting.splice(0)) free()
    this.#socket.close()
    await once(this.#socket, 'close')
  }

  async #exchange(octets: Buffer, retry: Retry, signal?: AbortSignal): Promise<Packet | undefined> {
    const request = inspect(octets) as Packet
    const { promise, resolve } = Promise.withResolvers<Packet | undefined>()
    this.#pending.set(request.identifier, { request, settle: resolve })

    let sent = 0
    let timer: NodeJS.Timeout | undefined
    const send = () => {
      if (sent === retry.attempts) return resolve(undefined)
      this.#socket.send(octets, () => undefined)
      timer = setTimeout(send, this.#spread(Math.min(retry.firstMs * 2 ** sent++, WAIT_MS_MAX)))
    }
    const giveUp = () => resolve(undefined)
    const deadline = retry.withinMs === undefined ? undefined : setTimeout(giveUp, retry.withinMs)
    signal?.addEventListener('abort', giveUp)
    send()
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      clearTimeout(deadline)
      signal?.removeEventListener('abort', giveUp)
    }
  }

  #receive(datagram: Buffer): void {
    const reply = inspect(datagram)
    if (reply.kind === 'malformed') return
    const pending = this.#pending.get(reply.identifier)
    if (pending && verifyReply(reply, pending.request, this.#key)) pending.settle(reply)
  }

  #spread(waitMs: Millis): Millis {
    const [octet = 0] = this.#entropy(1)
    return waitMs * (1 + JITTER * (octet / 127.5 - 1))
  }
}

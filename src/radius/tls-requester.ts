import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import { type Entropy, systemEntropy } from '#src/kernel/random.ts'
import { patienceOf, type Retry } from './requester.ts'
import { type Key, keyOf, NO_SECRET, RADSEC } from './signature.ts'
import { connectTls, type TlsIdentity, type TlsServer } from './tls-connect.ts'
import { type Question, TlsLink, WATCH_MS } from './tls-link.ts'
import { type RadiusVersion, versionOf } from './tls-rules.ts'
import type { Code, Packet } from './wire.ts'

export type TlsRequesterOptions = {
  readonly server: TlsServer
  /** Read anew for each connection, so that a new certificate needs no restart. */
  readonly identity: () => TlsIdentity
  /** What is offered, best first. RFC 9765 §3.3 wants both. */
  readonly versions?: readonly RadiusVersion[]
  readonly localAddress?: string
  readonly entropy?: Entropy
  readonly log?: Log
  /** How long the server may be silent before it is asked whether it is there (RFC 3539 Tw). */
  readonly watchMs?: Millis
  /** How long after the first failure, and after the many-eth, the next try comes. */
  readonly reconnect?: { readonly firstMs: Millis; readonly maxMs: Millis }
}

/** radiusdtls-bis §3.9.1: never at once, twice as long each time, at most a minute; never given up. */
const RECONNECT = { firstMs: SECOND, maxMs: MINUTE }
const JITTER = 0.1
const BEST_FIRST: readonly RadiusVersion[] = ['1.1', '1.0']

/**
 * Asks one server over RADIUS/TLS: RFC 6614 and radiusdtls-bis as a client, RADIUS/1.1 (RFC 9765) where
 * the server can.
 *
 * One connection, kept open and watched. Nothing is sent twice on it; what was under way when it broke is
 * asked again on the next, until its asker gives up. Never falls back to UDP.
 */
export class TlsRequester implements AsyncDisposable {
  readonly #options: TlsRequesterOptions
  readonly #entropy: Entropy
  readonly #questions = new Set<Question>()
  readonly #closing = new AbortController()
  readonly #living: Promise<void>
  #link: TlsLink | undefined

  /** Begins to connect, and returns at once: the server may be down for now. */
  static open(options: TlsRequesterOptions): TlsRequester {
    return new TlsRequester(options)
  }

  private constructor(options: TlsRequesterOptions) {
    this.#options = options
    this.#entropy = options.entropy ?? systemEntropy
    this.#living = this.#live()
  }

  /** Whether there is a connection right now. */
  get isUp(): boolean {
    return this.#link !== undefined
  }

  /**
   * The reply, or nothing when none came in time, `signal` fired, or this was closed.
   *
   * `attributes` are laid out for each connection the request goes over: what they hide, they hide with
   * the nonce and the key they are handed. `retry` says how long to wait in all; TLS does the repeating.
   */
  async ask(
    code: Code,
    attributes: (nonce: Uint8Array, key: Key) => Uint8Array,
    retry: Retry,
    signal?: AbortSignal,
  ): Promise<Packet | undefined> {
    if (this.#closing.signal.aborted || signal?.aborted) return undefined
    const { promise, resolve } = Promise.withResolvers<Packet | undefined>()
    const question: Question = { code, attributes, settle: resolve }
    const giveUp = () => resolve(undefined)
    const timer = setTimeout(giveUp, patienceOf(retry))
    signal?.addEventListener('abort', giveUp)
    this.#questions.add(question)
    this.#link?.ask(question)
    const reply = await promise
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
    this.#questions.delete(question)
    if (!reply) this.#link?.drop(question)
    return reply
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    for (const { settle } of this.#questions) settle()
    await this.#living
  }

  /** One connection after the other. Only one on which the server spoke sense counts as a success. */
  async #live(): Promise<void> {
    let failures = 0
    while (!this.#closing.signal.aborted) {
      const hasHeard = await this.#connection()
      failures = hasHeard ? 1 : failures + 1
      await this.#pause(failures)
    }
  }

  /** Lives one connection to its end; true when the server said something on it. */
  async #connection(): Promise<boolean> {
    const { signal } = this.#closing
    try {
      const socket = await this.#connect()
      const link = this.#linkOn(socket)
      const end = () => socket.destroySoon()
      signal.addEventListener('abort', end)
      let why = 'it closed the connection'
      socket.on('error', ({ message }) => (why = message))
      await new Promise((closed) => socket.once('close', closed))
      signal.removeEventListener('abort', end)
      this.#link = undefined
      this.#tell('radius.tls-down', why)
      return link.hasHeard
    } catch (error) {
      this.#tell('radius.tls-down', (error as Error).message)
      return false
    }
  }

  #connect(): Promise<TLSSocket> {
    const { server, identity, versions = BEST_FIRST, localAddress } = this.#options
    const { signal } = this.#closing
    return connectTls(server, { identity: identity(), versions, localAddress, signal })
  }

  #linkOn(socket: TLSSocket): TlsLink {
    const version = versionOf(socket)
    const key = keyOf(version === '1.1' ? NO_SECRET : RADSEC)
    const link = new TlsLink(socket, key, this.#entropy, this.#options.watchMs ?? WATCH_MS)
    this.#link = link
    this.#tell('radius.tls-up', `RADIUS/${version}, ${socket.getProtocol()}`)
    for (const question of this.#questions) link.ask(question)
    return link
  }

  async #pause(failures: number): Promise<void> {
    const waitMs = reconnectWait(failures, this.#options.reconnect ?? RECONNECT, this.#entropy)
    await sleep(waitMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => 0)
  }

  #tell(event: string, says: string): void {
    if (this.#closing.signal.aborted) return
    const { host, port } = this.#options.server
    this.#options.log?.(event, { host, port, says })
  }
}

/** How long to wait after so many failures: each time twice as long, give or take a tenth. */
export function reconnectWait(
  failures: number,
  { firstMs, maxMs }: { readonly firstMs: Millis; readonly maxMs: Millis },
  entropy: Entropy,
): Millis {
  const [octet = 0] = entropy(1)
  const waitMs = Math.min(firstMs * 2 ** (failures - 1), maxMs)
  return waitMs + waitMs * JITTER * (octet / 127.5 - 1)
}

import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Requester, Retry } from '#src/radius/requester.ts'
import type { Key } from '#src/radius/signature.ts'
import { CODE, type Code, type Packet } from '#src/radius/wire.ts'

/** Asks one port of one server: over UDP or over TLS, it is the same. */
export type Asker = Pick<Requester, 'ask'> & AsyncDisposable

/**
 * How a port of a home server stands. `suspect`: a request went unanswered, and nothing was heard from
 * it meanwhile. `reviving`: it was dead and answers probes, not yet often enough.
 */
export type Standing = 'alive' | 'suspect' | 'reviving' | 'dead'

/** How long a home server is given, and how often it is looked at. */
export type HomeTiming = {
  /** Between Status-Server packets to one that is not well. */
  readonly probeMs: Millis
  readonly probe: Retry
  /** A dead one is tried with a user's request once in this time, whatever probes say. */
  readonly trialMs: Millis
}

export const HOME_TIMING: HomeTiming = {
  probeMs: 10 * SECOND,
  probe: { firstMs: 3 * SECOND, attempts: 1 },
  trialMs: 60 * SECOND,
}

/** RFC 3539 §3.4.1: what was down is gone back to after three answers to the watchdog. */
const ANSWERS_TO_LIVE = 3

/** Without probes: this many requests in a row without a word. */
const SILENCES_TO_DIE = 3

/** One socket has an identifier for each (RFC 2865 §3); who finds none is better sent elsewhere. */
const IN_FLIGHT_MAX = 256

const NOTHING = new Uint8Array(0)

export type HomeOptions = {
  readonly open: () => Promise<Asker>
  /** Whether it is probed with Status-Server (RFC 5997 §4.3). */
  readonly isProbed: boolean
  readonly clock: Clock
  readonly timing: HomeTiming
  readonly onChange: (standing: Standing, before: Standing) => void
}

/**
 * One port of one home server, and what its silences and answers say of it.
 *
 * A request without an answer is evidence only if the server said nothing at all meanwhile: one that
 * answers others has its reasons. A suspect is probed at once, and is dead if it does not answer that.
 */
export class Home implements AsyncDisposable {
  readonly #options: HomeOptions
  #asker: Promise<Asker> | undefined
  #standing: Standing = 'alive'
  #words = 0
  #silences = 0
  #answers = 0
  #inFlight = 0
  #triedAt: Millis = 0
  #probing: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: HomeOptions) {
    this.#options = options
  }

  get standing(): Standing {
    return this.#standing
  }

  /** Whether a request may be sent there at all now. */
  get isWorthAsking(): boolean {
    if (this.#inFlight >= IN_FLIGHT_MAX) return false
    if (this.#standing !== 'dead') return true
    return Math.abs(this.#options.clock() - this.#triedAt) >= this.#options.timing.trialMs
  }

  /** The verified reply; nothing when none came in time or there is no way there. */
  async ask(
    code: Code,
    attributes: (nonce: Uint8Array, key: Key) => Uint8Array,
    retry: Retry,
    signal?: AbortSignal,
  ): Promise<Packet | undefined> {
    const wordsBefore = this.#words
    this.#triedAt = this.#options.clock()
    this.#inFlight++
    try {
      const reply = await this.#exchange(code, attributes, retry, signal)
      if (reply) this.#heard()
      else if (this.#words === wordsBefore) this.#missed()
      return reply
    } finally {
      this.#inFlight--
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#probing)
    const asker = await this.#asker?.catch(() => undefined)
    await asker?.[Symbol.asyncDispose]()
  }

  async #exchange(...question: Parameters<Asker['ask']>): Promise<Packet | undefined> {
    if (this.#isClosed) return undefined
    try {
      this.#asker ??= this.#options.open()
      const asker = await this.#asker
      return await asker.ask(...question)
    } catch (error) {
      // No route or no socket now: the next request finds out anew.
      this.#asker = undefined
      if (isOfTheNetwork(error)) return undefined
      throw error
    }
  }

  #heard(): void {
    this.#words++
    this.#silences = 0
    this.#become('alive')
  }

  #missed(): void {
    if (this.#isClosed) return
    this.#silences++
    if (this.#options.isProbed) {
      if (this.#standing === 'alive') this.#become('suspect')
      this.#probing ??= setTimeout(() => void this.#probe(), 0).unref()
    } else {
      this.#become(this.#silences >= SILENCES_TO_DIE ? 'dead' : 'suspect')
    }
  }

  async #probe(): Promise<void> {
    const { timing } = this.#options
    const reply = await this.#exchange(CODE.statusServer, () => NOTHING, timing.probe)
    if (this.#isClosed) return
    if (reply) this.#probeAnswered()
    else if (this.#standing !== 'alive') this.#probeMissed()
    this.#probing =
      this.#standing === 'alive'
        ? undefined
        : setTimeout(() => void this.#probe(), timing.probeMs).unref()
  }

  #probeAnswered(): void {
    this.#words++
    this.#answers++
    const isWell = this.#standing === 'suspect' || this.#answers >= ANSWERS_TO_LIVE
    if (isWell) this.#silences = 0
    if (this.#standing !== 'alive') this.#become(isWell ? 'alive' : 'reviving')
  }

  #probeMissed(): void {
    this.#answers = 0
    this.#become('dead')
  }

  #become(standing: Standing): void {
    const before = this.#standing
    if (standing === before) return
    this.#standing = standing
    this.#answers = standing === 'reviving' ? this.#answers : 0
    this.#options.onChange(standing, before)
  }
}

function isOfTheNetwork(error: unknown): boolean {
  return error instanceof Fault && error.code === 'network/unavailable'
}

import type { Millis } from '#src/kernel/clock.ts'
import { Fifo } from './fifo.ts'

/** A request that waits to be served. */
export type Waiting = {
  /** Whose turn it takes. */
  readonly gateway: string
  /** It goes on with a conversation that has cost work already (a State, RFC 2865 §5.24). */
  readonly isOngoing: boolean
  /** When it came. A gateway that asks again sends another, with its own time. */
  readonly heardAt: Millis
}

export type BacklogOptions<T> = {
  /** How many may wait in all. */
  readonly max: number
  /** How long after it came a request is still of use. */
  readonly patienceMs: Millis
  /**
   * What goes when there is no more room. Of sign-ins the oldest: its gateway gives up first, and would
   * not hear the answer. Of records the newest: what waits longest is closest to being kept.
   */
  readonly sheds: 'oldest' | 'newest'
  /** Told of each request that will never be served. */
  readonly onShed: (request: T, why: 'full' | 'late') => void
}

/**
 * What came in faster than it can be served.
 *
 * Gateways take turns, a request each, so one that floods waits behind nobody but itself. Within a
 * gateway, conversations under way go before new ones (RFC 5080 §2.2.1), and each kind in the order it
 * came. Where the oldest is shed, the newest is served first while half of all room is taken: in order
 * each would wait until its gateway is about to give up. When all room is taken, whoever takes more than
 * an equal share of it gives way.
 */
export class Backlog<T extends Waiting> {
  readonly #options: BacklogOptions<T>
  readonly #lanes = new Map<string, Lane<T>>()
  /** The lanes that hold something, in the order of their turns. */
  readonly #turns = new Fifo<Lane<T>>()
  #size = 0
  #giver = new Lane<T>('')

  constructor(options: BacklogOptions<T>) {
    this.#options = options
  }

  get size(): number {
    return this.#size
  }

  /** Takes a request in, at the price of another when there is no room. */
  put(request: T): void {
    const lane = this.#lanes.get(request.gateway) ?? new Lane<T>(request.gateway)
    lane.put(request)
    this.#size++
    if (!this.#lanes.has(lane.gateway)) {
      this.#lanes.set(lane.gateway, lane)
      this.#turns.push(lane)
    }
    if (this.#size > this.#options.max) this.#squeeze(lane)
  }

  /** The request whose turn it is. Those that are of no use any more are shed on the way. */
  next(now: Millis): T | undefined {
    for (let lane = this.#turns.shift(); lane; lane = this.#turns.shift()) {
      this.#shedLate(lane, now)
      const request = this.#isCrowded ? lane.latest() : lane.oldest()
      if (lane.size > 0) this.#turns.push(lane)
      else this.#lanes.delete(lane.gateway)
      if (!request) continue
      this.#size--
      return request
    }
    return undefined
  }

  get #isCrowded(): boolean {
    const { max, sheds } = this.#options
    return sheds === 'oldest' && this.#size > max / 2
  }

  #shedLate(lane: Lane<T>, now: Millis): void {
    const { patienceMs, onShed } = this.#options
    for (let late = lane.late(now - patienceMs); late; late = lane.late(now - patienceMs)) {
      this.#size--
      onShed(late, 'late')
    }
  }

  #squeeze(lane: Lane<T>): void {
    const { max, sheds, onShed } = this.#options
    const share = max / this.#lanes.size
    const giver = lane.size > share ? lane : this.#longest(share)
    const shed = sheds === 'newest' ? giver.newest() : giver.stalest()
    this.#size--
    if (shed) onShed(shed, 'full')
  }

  /** Looked for only when the one found last holds no more than a share. */
  #longest(share: number): Lane<T> {
    if (this.#giver.size > share) return this.#giver
    for (const lane of this.#lanes.values()) if (lane.size > this.#giver.size) this.#giver = lane
    return this.#giver
  }
}

/** The requests of one gateway. */
class Lane<T extends Waiting> {
  readonly gateway: string
  readonly #ongoing = new Fifo<T>()
  readonly #fresh = new Fifo<T>()

  constructor(gateway: string) {
    this.gateway = gateway
  }

  get size(): number {
    return this.#ongoing.size + this.#fresh.size
  }

  put(request: T): void {
    if (request.isOngoing) this.#ongoing.push(request)
    else this.#fresh.push(request)
  }

  oldest(): T | undefined {
    return this.#ongoing.shift() ?? this.#fresh.shift()
  }

  /** The newest, one that goes on before a new conversation's. */
  latest(): T | undefined {
    return this.#ongoing.pop() ?? this.#fresh.pop()
  }

  /** One that came before then, if there is any. */
  late(before: Millis): T | undefined {
    if (isBefore(this.#ongoing.first, before)) return this.#ongoing.shift()
    return isBefore(this.#fresh.first, before) ? this.#fresh.shift() : undefined
  }

  /** The oldest, a new conversation's before one that goes on. */
  stalest(): T | undefined {
    return this.#fresh.shift() ?? this.#ongoing.shift()
  }

  /** The newest, a new conversation's before one that goes on. */
  newest(): T | undefined {
    return this.#fresh.pop() ?? this.#ongoing.pop()
  }
}

function isBefore(request: Waiting | undefined, then: Millis): boolean {
  return request !== undefined && request.heardAt < then
}

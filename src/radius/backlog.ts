import type { Millis } from '#src/kernel/clock.ts'
import { Fifo } from './fifo.ts'

/** A request that waits to be served. */
export type Waiting = {
  /** Whose turn it takes. */
  readonly gateway: string
  /** Before others of its gateway. */
  readonly goesFirst: boolean
  /** When it came. A gateway that asks again sends another, with its own time. */
  readonly heardAt: Millis
}

export type BacklogOptions<T> = {
  /** How many may wait in all. */
  readonly max: number
  /** How long after it came a request may be of use at all. */
  readonly patienceMs: Millis
  /** How long everybody may wait and still be served in order. */
  readonly orderMs: Millis
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
 * gateway, those go first that must, and each kind in the order it came, until one has waited so long that
 * its gateway may soon give up. From then on the newest is served first, for in order all would be served
 * too late; the old ones are served when there is nothing newer. When all room is taken, whoever takes more
 * than an equal share of it gives way.
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
      const request = lane.isOlder(now - this.#options.orderMs) ? lane.latest() : lane.oldest()
      if (lane.size > 0) this.#turns.push(lane)
      else this.#lanes.delete(lane.gateway)
      if (!request) continue
      this.#size--
      return request
    }
    return undefined
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
  readonly #first = new Fifo<T>()
  readonly #others = new Fifo<T>()

  constructor(gateway: string) {
    this.gateway = gateway
  }

  get size(): number {
    return this.#first.size + this.#others.size
  }

  put(request: T): void {
    if (request.goesFirst) this.#first.push(request)
    else this.#others.push(request)
  }

  oldest(): T | undefined {
    return this.#first.shift() ?? this.#others.shift()
  }

  /** The newest, one that goes first before others. */
  latest(): T | undefined {
    return this.#first.pop() ?? this.#others.pop()
  }

  /** Whether one came before then. */
  isOlder(before: Millis): boolean {
    return isBefore(this.#first.first, before) || isBefore(this.#others.first, before)
  }

  /** One that came before then, if there is any. */
  late(before: Millis): T | undefined {
    if (isBefore(this.#first.first, before)) return this.#first.shift()
    return isBefore(this.#others.first, before) ? this.#others.shift() : undefined
  }

  /** The oldest, one that goes first after others. */
  stalest(): T | undefined {
    return this.#others.shift() ?? this.#first.shift()
  }

  /** The newest, one that goes first after others. */
  newest(): T | undefined {
    return this.#others.pop() ?? this.#first.pop()
  }
}

function isBefore(request: Waiting | undefined, then: Millis): boolean {
  return request !== undefined && request.heardAt < then
}

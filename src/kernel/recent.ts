import { type Clock, type Millis, systemTicks } from './clock.ts'

/**
 * What was last asked for: the last `max / 2` values at least, `max` at most, and none that was not asked
 * for within twice `keepMs`. What is forgotten can be found again elsewhere.
 *
 * Two generations, so that finding one of the younger costs a look-up and no book-keeping: the hot path
 * asks here for every packet.
 */
export class Recent<Key, Value> {
  readonly #half: number
  readonly #keepMs: Millis
  readonly #ticks: Clock
  #turnedAt: Millis
  #young = new Map<Key, Value>()
  #old = new Map<Key, Value>()

  constructor(max: number, keepMs: Millis = Number.POSITIVE_INFINITY, ticks: Clock = systemTicks) {
    this.#half = max / 2
    this.#keepMs = keepMs
    this.#ticks = ticks
    this.#turnedAt = ticks()
  }

  get(key: Key): Value | undefined {
    const value = this.#young.get(key)
    if (value !== undefined) return value
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: Key, value: Value): void {
    if (this.#isOver(key)) {
      this.#old = this.#young
      this.#young = new Map()
      this.#turnedAt = this.#ticks()
    }
    this.#young.set(key, value)
  }

  /** Whether the young generation is over. */
  #isOver(key: Key): boolean {
    if (this.#young.size >= this.#half) return !this.#young.has(key)
    return this.#keepMs < Number.POSITIVE_INFINITY && this.#ticks() - this.#turnedAt >= this.#keepMs
  }

  delete(key: Key): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }
}

const ITEMS_AT_FIRST = 8

/** A queue in a ring: its ends cost the same however long it is, and what passes through moves nothing. */
export class Fifo<T> {
  /** None yet, or a power of two of them. */
  #ring: (T | undefined)[] = []
  #head = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The oldest, left where it is. */
  get first(): T | undefined {
    return this.#ring[this.#head]
  }

  push(item: T): void {
    if (this.#size === this.#ring.length) this.#widen()
    this.#ring[this.#placeOf(this.#size++)] = item
  }

  /** The oldest. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined
    const item = this.#take(this.#head)
    this.#head = this.#placeOf(1)
    this.#size--
    return item
  }

  /** The newest. */
  pop(): T | undefined {
    return this.#size > 0 ? this.#take(this.#placeOf(--this.#size)) : undefined
  }

  #take(place: number): T | undefined {
    const item = this.#ring[place]
    this.#ring[place] = undefined
    return item
  }

  /** Where the nth after the oldest is. */
  #placeOf(nth: number): number {
    return (this.#head + nth) & (this.#ring.length - 1)
  }

  #widen(): void {
    const wider = Array<T | undefined>(Math.max(2 * this.#size, ITEMS_AT_FIRST)).fill(undefined)
    for (let nth = 0; nth < this.#size; nth++) wider[nth] = this.#ring[this.#placeOf(nth)]
    this.#ring = wider
    this.#head = 0
  }
}

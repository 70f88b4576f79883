/** Below this many it is not worth moving what is left to the front. */
const SPENT_MAX = 64

/** A queue whose ends cost the same however long it is. */
export class Fifo<T> {
  #items: (T | undefined)[] = []
  #head = 0

  get size(): number {
    return this.#items.length - this.#head
  }

  /** The oldest, left where it is. */
  get first(): T | undefined {
    return this.#items[this.#head]
  }

  push(item: T): void {
    this.#items.push(item)
  }

  /** The oldest. */
  shift(): T | undefined {
    if (this.size === 0) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head++] = undefined
    if (this.#head === this.#items.length) this.#clear()
    else if (this.#head > SPENT_MAX && this.#head * 2 > this.#items.length) this.#close()
    return item
  }

  /** The newest. */
  pop(): T | undefined {
    return this.size > 0 ? this.#items.pop() : undefined
  }

  #clear(): void {
    this.#items.length = 0
    this.#head = 0
  }

  #close(): void {
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }
}

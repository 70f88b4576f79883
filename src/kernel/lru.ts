/** The values last asked for, `max` of them at most. What is forgotten can be found again elsewhere. */
export class Lru<Key, Value> {
  readonly #max: number
  readonly #values = new Map<Key, Value>()

  constructor(max: number) {
    this.#max = max
  }

  get(key: Key): Value | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  set(key: Key, value: Value): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size <= this.#max) return
    for (const eldest of this.#values.keys()) {
      this.#values.delete(eldest)
      return
    }
  }

  delete(key: Key): void {
    this.#values.delete(key)
  }
}

/** Lets one piece of work through at a time, in the order they came. */
export class Turnstile {
  readonly #max: number
  #inside = 0
  #last: Promise<unknown> = Promise.resolve()

  /** `max` is how many may be at it, waiting or through, before it says it is full. */
  constructor(max: number) {
    this.#max = max
  }

  /** Whoever can come again later should. */
  get isFull(): boolean {
    return this.#inside >= this.#max
  }

  /** Does `work` when its turn comes, also when full, and gives what came of it. */
  pass<T>(work: () => Promise<T>): Promise<T> {
    this.#inside++
    const done = this.#last.then(work).finally(() => this.#inside--)
    this.#last = done.catch(() => undefined)
    return done
  }
}

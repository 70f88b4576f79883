const REDACTED = '[redacted]'

/**
 * A value that must not reach a log, a page or a JSON file by accident.
 *
 * However it is printed it reads `[redacted]`; only `reveal()` gives it up, so every use can be found
 * by that name.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED
  }
}

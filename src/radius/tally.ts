import { type Clock, HOUR, MINUTE, type Millis } from '#src/kernel/clock.ts'
import type { Log, LogFields } from '#src/kernel/log.ts'

/** A flood must not fill the log: of each kind of event, one line in this time. */
const LOG_EVERY: Millis = MINUTE

/** Counts everything by name; what an operator should look into is logged besides, now and then. */
export class Tally {
  readonly #clock: Clock
  readonly #log: Log
  readonly #counts = new Map<string, number>()
  readonly #loggedAt = new Map<string, Millis>()

  constructor(clock: Clock, log: Log) {
    this.#clock = clock
    this.#log = log
  }

  count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  /** Counts, and logs `radius.<name>` unless it did so within the last minute. */
  report(name: string, fields: LogFields): void {
    this.count(name)
    if (!this.#isDue(name, LOG_EVERY)) return
    this.#log(`radius.${name}`, { ...fields, count: this.#counts.get(name) })
  }

  /** Counts, and tells what `about` should do about it once an hour. Few are told: each is one of ours. */
  hint(name: string, about: string, fields: LogFields): void {
    this.count(name)
    if (this.#isDue(`${name} ${about}`, HOUR)) this.#log(`radius.${name}`, fields)
  }

  all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  #isDue(what: string, everyMs: Millis): boolean {
    const now = this.#clock()
    const last = this.#loggedAt.get(what) ?? Number.NEGATIVE_INFINITY
    if (Math.abs(now - last) < everyMs) return false
    this.#loggedAt.set(what, now)
    return true
  }
}

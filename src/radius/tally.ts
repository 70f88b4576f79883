import { type Clock, HOUR, MINUTE, type Millis } from '#src/kernel/clock.ts'
import type { Log, LogFields } from '#src/kernel/log.ts'

/** A flood must not fill the log: of each kind of event, one line in this time. */
const LOG_EVERY: Millis = MINUTE

/** Counts everything by name; what an operator should look into is logged besides, now and then. */
export class Tally {
  readonly #clock: Clock
  readonly #log: Log
  readonly #sections: Outcomes[] = []
  readonly #loggedAt = new Map<string, Millis>()

  constructor(clock: Clock, log: Log) {
    this.#clock = clock
    this.#log = log
  }

  /** Outcomes of their own under a name of their own, such as `auth`. */
  section(name: string): Outcomes {
    const section = new Outcomes(name, this)
    this.#sections.push(section)
    return section
  }

  /** Logs, unless it did so within the last `everyMs`. */
  log(event: string, what: string, everyMs: Millis, fields: LogFields): void {
    const now = this.#clock()
    const last = this.#loggedAt.get(what) ?? Number.NEGATIVE_INFINITY
    if (Math.abs(now - last) < everyMs) return
    this.#loggedAt.set(what, now)
    this.#log(event, fields)
  }

  /** Every count by its whole name, such as `auth.accept`. */
  all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#sections.flatMap((section) => section.all()))
  }
}

/** How often an outcome came about, and what the log calls it. */
type Counted = { readonly event: string; count: number }

/** The counts of one port. */
export class Outcomes {
  readonly #name: string
  readonly #tally: Tally
  readonly #counted = new Map<string, Counted>()

  constructor(name: string, tally: Tally) {
    this.#name = name
    this.#tally = tally
  }

  count(outcome: string): void {
    this.#counting(outcome).count++
  }

  countOf(outcome: string): number {
    return this.#counted.get(outcome)?.count ?? 0
  }

  /** Counts, and logs `radius.<name>.<outcome>` unless it did so within the last minute. */
  report(outcome: string, fields: LogFields): void {
    const counted = this.#counting(outcome)
    const { event } = counted
    const count = ++counted.count
    this.#tally.log(event, event, LOG_EVERY, { ...fields, count })
  }

  /** Logs what is no event of any request's, such as a setting of the machine's. */
  warn(what: string, fields: LogFields): void {
    const event = this.#eventOf(what)
    this.#tally.log(event, event, LOG_EVERY, fields)
  }

  /** Counts, and tells what `about` should do about it once an hour. Few are told: each is one of ours. */
  hint(outcome: string, about: string, fields: LogFields): void {
    const counted = this.#counting(outcome)
    counted.count++
    this.#tally.log(counted.event, `${counted.event} ${about}`, HOUR, fields)
  }

  all(): [string, number][] {
    return [...this.#counted].map(([outcome, { count }]) => [`${this.#name}.${outcome}`, count])
  }

  /** In a flood this is asked for each datagram, so the name is put together once. */
  #counting(outcome: string): Counted {
    const known = this.#counted.get(outcome)
    if (known) return known
    const counted = { event: this.#eventOf(outcome), count: 0 }
    this.#counted.set(outcome, counted)
    return counted
  }

  #eventOf(what: string): string {
    return `radius.${this.#name}.${what}`
  }
}

/** One count: on which port, and of what outcome. */
export type Count = { readonly port: string; readonly outcome: string; readonly count: number }

/** What names such as `auth.malformed.length` say. */
export function countsIn(counters: Readonly<Record<string, number>>): Count[] {
  return Object.entries(counters).map(([name, count]) => {
    const [port = '', ...outcome] = name.split('.')
    return { port, outcome: outcome.join('.'), count }
  })
}

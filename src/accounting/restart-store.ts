import type { Millis } from '#src/kernel/clock.ts'
import type { Tell } from '#src/store/batch.ts'
import type { Database } from '#src/store/database.ts'
import type { Pending } from '#src/store/write-behind.ts'

/** A gateway's Accounting-On or Accounting-Off. */
export type Restart = {
  readonly gateway: string
  readonly at: Millis
  readonly status: 'on' | 'off'
}

/** When gateways said that they started or stopped: only ever added to. */
export class RestartStore implements Pending {
  readonly #database: Database
  /** When each gateway last did; `undefined` for one that never has. */
  readonly #latest = new Map<string, Millis | undefined>()
  #added: Restart[] = []

  constructor(database: Database) {
    this.#database = database
  }

  add(restart: Restart): void {
    const { gateway, at } = restart
    this.#latest.set(gateway, Math.max(at, this.latest(gateway) ?? at))
    this.#added.push(restart)
  }

  /** When a gateway last said so. */
  latest(gateway: string): Millis | undefined {
    if (this.#latest.has(gateway)) return this.#latest.get(gateway)
    const row = this.#database.get<{ at: Millis | null }>(
      'SELECT max(at) AS at FROM gateway_restart WHERE gateway = ?',
      gateway,
    )
    const at = row?.at ?? undefined
    this.#latest.set(gateway, at)
    return at
  }

  get isEmpty(): boolean {
    return this.#added.length === 0
  }

  leave(): Tell {
    const added = this.#added
    this.#added = []
    return () =>
      added.map(({ gateway, at, status }) => [
        `INSERT INTO gateway_restart (gateway, at, status) VALUES (?, ?, ?)
         ON CONFLICT DO NOTHING`,
        ...[gateway, at, status],
      ])
  }
}

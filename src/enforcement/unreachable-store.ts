import type { Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'

/** A session that should have been ended or changed, and whose gateway does not say that it did. */
export type Unreachable = {
  readonly session: number
  readonly gateway: string
  /** When it was first asked in vain. */
  readonly since: Millis
  /** What it answered: `silent`, an Error-Cause by its RFC 5176 §3.5 name, or why there is no way to it. */
  readonly says: string
}

/** The sessions no gateway will act upon, kept over a restart. Held in memory beside the table. */
export class UnreachableStore {
  readonly #database: Database
  readonly #rows: Map<number, Unreachable>

  constructor(database: Database) {
    this.#database = database
    const rows = database.all<Unreachable>('SELECT session, gateway, since, says FROM unreachable')
    this.#rows = new Map(rows.map((row) => [row.session, { ...row }]))
  }

  has(session: number): boolean {
    return this.#rows.has(session)
  }

  /** The longest in vain first. */
  all(): Unreachable[] {
    return [...this.#rows.values()].sort((a, b) => a.since - b.since)
  }

  /** Asked in vain once more: `since` stays what it was. */
  put(row: Unreachable): void {
    const since = this.#rows.get(row.session)?.since ?? row.since
    this.#rows.set(row.session, { ...row, since })
    this.#database.run(
      `INSERT INTO unreachable (session, gateway, since, says) VALUES (?, ?, ?, ?)
       ON CONFLICT (session) DO UPDATE SET says = excluded.says`,
      row.session,
      row.gateway,
      since,
      row.says,
    )
  }

  /** It was answered, or the session is over. */
  delete(session: number): void {
    this.#rows.delete(session)
    this.#database.run('DELETE FROM unreachable WHERE session = ?', session)
  }
}

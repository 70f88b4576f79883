import type { Database } from '#src/store/database.ts'

/**
 * Which grants have a session that runs at its plan's slow rate, so that it gets its own rate back when
 * there is more, after a restart too. Few at a time, and held in memory beside the table.
 */
export class SlowedStore {
  readonly #database: Database
  readonly #grants: Set<number>

  constructor(database: Database) {
    this.#database = database
    const rows = database.all<{ grant: number }>('SELECT access_grant AS "grant" FROM slowed')
    this.#grants = new Set(rows.map(({ grant }) => grant))
  }

  has(grant: number): boolean {
    return this.#grants.has(grant)
  }

  /** Its gateway was told the slow rate. */
  add(grant: number): void {
    this.#grants.add(grant)
    this.#database.run('INSERT OR IGNORE INTO slowed (access_grant) VALUES (?)', grant)
  }

  /** Its gateway was told the plan's own rate, or the session is over. */
  delete(grant: number): void {
    if (!this.#grants.delete(grant)) return
    this.#database.run('DELETE FROM slowed WHERE access_grant = ?', grant)
  }
}

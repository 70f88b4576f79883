import type { Tell, Write } from '#src/store/batch.ts'
import type { Database } from '#src/store/database.ts'
import type { Pending } from '#src/store/write-behind.ts'

/**
 * Which grants have a session that runs at its plan's slow rate, so that it gets its own rate back when
 * there is more. Few at a time, and held in memory. The table is written behind it, and a crash between
 * costs nothing: a gateway is then told once more what it was told before.
 */
export class SlowedStore implements Pending {
  readonly #grants: Set<number>
  readonly #changed = new Set<number>()

  constructor(database: Database) {
    const rows = database.all<{ grant: number }>('SELECT access_grant AS "grant" FROM slowed')
    this.#grants = new Set(rows.map(({ grant }) => grant))
  }

  has(grant: number): boolean {
    return this.#grants.has(grant)
  }

  /** Its gateway was told the slow rate. */
  add(grant: number): void {
    this.#grants.add(grant)
    this.#changed.add(grant)
  }

  /** Its gateway was told the plan's own rate, or the session is over. */
  delete(grant: number): void {
    if (this.#grants.delete(grant)) this.#changed.add(grant)
  }

  /** Forgets what ended without a word: grants that are past their own end. */
  prune(isOver: (grant: number) => boolean): void {
    for (const grant of this.#grants) if (isOver(grant)) this.delete(grant)
  }

  get isEmpty(): boolean {
    return this.#changed.size === 0
  }

  leave(): Tell {
    const writes = [...this.#changed].map((grant): Write => {
      const sql = this.#grants.has(grant)
        ? 'INSERT OR IGNORE INTO slowed (access_grant) VALUES (?)'
        : 'DELETE FROM slowed WHERE access_grant = ?'
      return [sql, grant]
    })
    this.#changed.clear()
    return () => writes
  }
}

import { Fault } from '#src/kernel/fault.ts'
import type { Database } from './database.ts'
import type { Journal } from './journal.ts'

/** Changes that are in memory and not yet in the database. */
export type Pending = {
  readonly isEmpty: boolean
  /** Writes them, in the transaction under way, and forgets none: should that fail, it is called again. */
  readonly write: () => void
  /** The database has them: they are pending no more. */
  readonly written: () => void
}

/**
 * Takes what is pending into the database, all of it in one transaction, together with how far the
 * journal is settled by that: after `kill -9` each entry is there, or replayed, and never both.
 *
 * These commits wait for no disk. A power cut may take the last of them, with the note of how far they
 * went, and the journal says the same again; so before a segment of it goes, one commit does wait.
 */
export class WriteBehind {
  readonly #database: Database
  #parts: readonly Pending[] = []
  #journal: Journal | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** Settles this journal from now on: all that its entries came to is pending in these parts. */
  follow(journal: Journal, parts: readonly Pending[]): void {
    this.#journal = journal
    this.#parts = parts
  }

  /** The last entry of the journal that the database holds. */
  get settledEntry(): number {
    return this.#database.get<{ entry: number }>('SELECT entry FROM journal')?.entry ?? 0
  }

  /** Writes all that is pending. Throws a `Fault` when the database refuses; then it stays pending. */
  settle(): void {
    if (this.#parts.every(({ isEmpty }) => isEmpty) && !this.#journal?.hasSealed) return

    const entry = this.#journal?.applied
    const isDurable = this.#journal?.hasSealed === true
    const write = () => {
      for (const part of this.#parts) part.write()
      if (entry !== undefined) this.#database.run('UPDATE journal SET entry = ?', entry)
    }
    if (isDurable) this.#database.transaction(write)
    else this.#database.lazily(write)
    for (const part of this.#parts) part.written()
    if (entry !== undefined) void this.#journal?.settled(entry, isDurable)
  }

  /**
   * Settles before something is read. A full or busy disk leaves what was written before to be read;
   * so does a transaction under way, which what is pending must not depend on.
   */
  catchUp(): void {
    if (this.#database.isInTransaction) return
    try {
      this.settle()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
    }
  }
}

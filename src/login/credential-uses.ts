import type { Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import type { Book, Journal } from '#src/store/journal.ts'
import type { Pending } from '#src/store/write-behind.ts'

/**
 * Credentials that opened, or are opening, and that the database does not know of yet.
 *
 * A use is in the journal before anybody is let in by it, so a credential opens once, even across a
 * crash; and from the moment it is asked for here, so two gateways that ask at once do not both get a
 * yes.
 */
export class CredentialUses implements Pending {
  readonly #database: Database
  readonly #book: Book
  /** Not on disk yet. */
  readonly #opening = new Set<string>()
  readonly #used = new Map<string, Millis>()

  constructor(database: Database, journal: Pick<Journal, 'book'>) {
    this.#database = database
    this.#book = journal.book('u', (entry) => {
      const [userName, at]: [string, Millis] = JSON.parse(entry)
      this.#used.set(userName, at)
    })
  }

  has(userName: string): boolean {
    return this.#used.has(userName) || this.#opening.has(userName)
  }

  /** Resolves once the disk holds it. When it rejects, the credential is as unused as before. */
  async use(userName: string, at: Millis): Promise<void> {
    this.#opening.add(userName)
    try {
      await this.#book.write(JSON.stringify([userName, at]), () => this.#used.set(userName, at))
    } finally {
      this.#opening.delete(userName)
    }
  }

  get isEmpty(): boolean {
    return this.#used.size === 0
  }

  write(): void {
    for (const [userName, at] of this.#used) {
      this.#database.run('UPDATE credential SET used_at = ? WHERE user_name = ?', at, userName)
    }
  }

  written(): void {
    this.#used.clear()
  }
}

import { setImmediate as immediately } from 'node:timers/promises'
import { assert } from '#src/kernel/assert.ts'
import { Fault } from '#src/kernel/fault.ts'
import { type Batch, carryOut, Parts, settledEntryOf, type Tell, type Write } from './batch.ts'
import type { Database } from './database.ts'
import type { Journal } from './journal.ts'
import type { Settler } from './settler.ts'

/** Changes that are in memory and not yet in the database. */
export type Pending = {
  /** Whether nothing waits to be written; what is on its way waits no more. */
  readonly isEmpty: boolean
  /**
   * From now on what waits is on its way, and the database's journal stands at `entry` once it has it.
   * What to write for that is told as it is asked for, which may be after more has begun to wait, and
   * again when the thread that writes has ended over it.
   */
  readonly leave: (entry: number) => Tell
  /** The database has what was on its way; for those who remember what that was. */
  readonly written?: () => void
}

/**
 * Takes what is pending into the database, all of it in one transaction, together with how far the
 * journal is settled by that: after `kill -9` each entry is there, or replayed, and never both.
 *
 * One batch is on its way at a time, carried out here or by another thread. One that the database refuses
 * stays on its way until it is taken, and nothing overtakes it.
 *
 * These commits wait for no disk. A power cut may take the last of them, with the note of how far they
 * went, and the journal says the same again; so before a segment of it goes, one commit does wait.
 */
export class WriteBehind {
  readonly #database: Database
  #parts: readonly Pending[] = []
  #journal: Journal | undefined
  #settler: Settler | undefined
  #batch: Batch | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** Settles this journal from now on: all that its entries came to is pending in these parts. */
  follow(journal: Journal, parts: readonly Pending[]): void {
    this.#journal = journal
    this.#parts = parts
  }

  /** Leaves it to this thread, as far as nobody waits for it, until it is taken back. */
  leaveTo(settler: Settler | undefined): void {
    this.landed()
    this.#settler = settler
    this.#database.checkpointsAfter(settler ? 'long' : 'short')
  }

  /** The last entry of the journal that the database holds. */
  get settledEntry(): number {
    return settledEntryOf(this.#database)
  }

  /** Entries of the journal that the database is not known to hold. */
  get unsettled(): number {
    return this.#journal?.unsettled ?? 0
  }

  /**
   * Writes all that is pending, here and now. Throws a `Fault` when the database refuses; then it stays
   * pending.
   */
  settle(): void {
    this.landed()
    for (let batch = this.#next(); batch; batch = this.#next()) {
      carryOut(this.#database, batch)
      this.#done(batch)
    }
  }

  /**
   * The same, by the settler's thread where there is one that lives; resolves once the database has it.
   * Not to be called again before.
   */
  async settleAside(): Promise<void> {
    if (!this.#settler?.isAlive) {
      this.settle()
      return
    }
    const settler = this.#settler
    const batch = this.#next()
    if (!batch) return
    const { parts, ...order } = batch
    const ordering = settler.order()
    for (const part of parts) {
      ordering.hand(part)
      await immediately()
      // Somebody could not wait for it meanwhile, or for the other thread at all.
      if (batch !== this.#batch || settler !== this.#settler) return
    }
    await ordering.carryOut(order, () => this.#done(batch))
  }

  /** Resolves once nothing is under way in the other thread: whoever writes then waits for nobody. */
  async landing(): Promise<void> {
    await this.#settler?.finished()
  }

  /** Waits, here and now, until nothing is under way there: then what the database holds is known. */
  landed(): void {
    if (!this.#settler) return
    assert(!this.#database.isInTransaction, 'the other thread may wait for this transaction')
    this.#settler.finish()
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

  /** What was refused, or what has gathered since. */
  #next(): Batch | undefined {
    this.#batch ??= this.#gathered()
    return this.#batch
  }

  #gathered(): Batch | undefined {
    const journal = this.#journal
    if (!journal) return undefined
    if (this.#parts.every(({ isEmpty }) => isEmpty) && !journal.hasSealed) return undefined

    const { applied: entry, hasSealed: isDurable } = journal
    const after = this.settledEntry
    const all = this.#parts.map((part) => part.leave(entry))
    return { parts: new Parts(() => inTurn(all)), entry, after, isDurable }
  }

  /** Once, whoever says so: by the second time another batch may be on its way. */
  #done(batch: Batch): void {
    if (batch !== this.#batch) return
    this.#batch = undefined
    const { entry, isDurable } = batch
    for (const part of this.#parts) part.written?.()
    void this.#journal?.settled(entry, isDurable)
  }
}

function* inTurn(all: readonly Tell[]): Iterable<Write> {
  for (const tell of all) yield* tell()
}

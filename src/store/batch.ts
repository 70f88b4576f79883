import type { Database, Value } from './database.ts'

/** Takes writes to a database, to be carried out in their order and together. */
export type Writer = { readonly run: (sql: string, ...values: Value[]) => void }

/** Writes as plain data, which another thread can be handed. */
export type Writes = {
  readonly texts: readonly string[]
  /** How many values each text takes. */
  readonly arities: readonly number[]
  /** Which text each write is, in their order. */
  readonly calls: readonly number[]
  /** The values of all writes, end to end. */
  readonly values: readonly Value[]
}

/** What was pending at one moment, and how far the journal is settled once the database has it. */
export type Batch = {
  readonly writes: Writes
  /** The last entry of the journal that this settles, and the last that was settled before. */
  readonly entry: number
  readonly after: number
  /** Its commit waits for the disk. */
  readonly isDurable: boolean
}

/** Gathers writes. */
export class WriteList implements Writer, Writes {
  readonly texts: string[] = []
  readonly arities: number[] = []
  readonly calls: number[] = []
  readonly values: Value[] = []
  readonly #numbers = new Map<string, number>()

  run(sql: string, ...values: Value[]): void {
    let number = this.#numbers.get(sql)
    if (number === undefined) {
      number = this.texts.length
      this.#numbers.set(sql, number)
      this.texts.push(sql)
      this.arities.push(values.length)
    }
    this.calls.push(number)
    for (const value of values) this.values.push(value)
  }
}

/** The last entry of the journal that a database holds. */
export function settledEntryOf(database: Database): number {
  return database.get<{ entry: number }>('SELECT entry FROM journal')?.entry ?? 0
}

/**
 * Carries out a batch in one transaction. Throws a `Fault` when the database refuses; then nothing of it
 * is written.
 *
 * Once, whoever does it and however often: one that is there already is left alone. (Without an entry of
 * its own it adds nothing up, and may be written twice.)
 */
export function carryOut(database: Database, { writes, entry, after, isDurable }: Batch): void {
  const write = () => {
    if (entry > after && settledEntryOf(database) >= entry) return
    const { texts, arities, calls, values } = writes
    let at = 0
    for (const call of calls) {
      const end = at + (arities[call] as number)
      database.run(texts[call] as string, ...values.slice(at, end))
      at = end
    }
    database.run('UPDATE journal SET entry = ?', entry)
  }
  if (isDurable) database.transaction(write)
  else database.lazily(write)
}

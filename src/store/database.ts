import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { assert } from '#src/kernel/assert.ts'
import { Fault } from '#src/kernel/fault.ts'

/** What a query takes and gives: whole numbers are safe integers, blobs are octets. */
export type Value = string | number | Uint8Array | null
export type Row = Readonly<Record<string, Value>>

/** How long a writer waits for another process (the command line beside the server) to finish. */
const BUSY_TIMEOUT_MS = 5000

/**
 * The one SQLite file of what happens. No room but this one knows which database it is.
 *
 * Write-ahead logging with `synchronous = FULL`: when `transaction` has returned, the change is on disk
 * and survives `kill -9` and a power cut. Every call is synchronous; statements are prepared once.
 */
export class Database {
  readonly path: string
  readonly #connection: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #isInTransaction = false
  #isInSnapshot = false

  constructor(path: string) {
    this.path = path
    this.#connection = open(path)
  }

  /** Every row of a query, in its order. */
  all<R = Row>(sql: string, ...values: Value[]): R[] {
    return this.#prepared(sql).all(...(values as SQLInputValue[])) as R[]
  }

  /** The first row, or nothing. */
  get<R = Row>(sql: string, ...values: Value[]): R | undefined {
    return this.#prepared(sql).get(...(values as SQLInputValue[])) as R | undefined
  }

  /** Rows one at a time, for what is too long to hold. */
  each<R = Row>(sql: string, ...values: Value[]): IterableIterator<R> {
    return this.#prepared(sql).iterate(...(values as SQLInputValue[])) as IterableIterator<R>
  }

  /** Runs one write; `changes` counts the rows it touched, `id` is the row it added. */
  run(sql: string, ...values: Value[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.#prepared(sql).run(...(values as SQLInputValue[]))
    return { changes: Number(changes), id: Number(lastInsertRowid) }
  }

  /** Several statements at once, for the schema. */
  script(sql: string): void {
    this.#connection.exec(sql)
  }

  /**
   * Runs `work` alone among all writers of all processes, and commits. A throw undoes everything.
   *
   * Inside another transaction it simply joins it. `work` must not await.
   */
  transaction<T>(work: () => T): T {
    if (this.#isInTransaction) return work()

    assert(!this.#isInSnapshot, 'a snapshot is for reading')
    this.#begin()
    try {
      const value = work()
      this.#connection.exec('COMMIT')
      return value
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
      throw asFault(error)
    } finally {
      this.#isInTransaction = false
    }
  }

  /** Writes a whole, consistent copy to a file that does not exist yet, beside running writers. */
  copyTo(path: string): void {
    this.#connection.prepare('VACUUM INTO ?').run(path)
  }

  /** What SQLite finds wrong with the file, or nothing. Reads all of it. */
  damage(): string | undefined {
    const found = this.get<{ integrity_check: string }>('PRAGMA integrity_check')?.integrity_check
    return found === 'ok' ? undefined : (found ?? 'unreadable')
  }

  /** Runs `read` on one snapshot, however much is written meanwhile, and holds up no writer. */
  snapshot<T>(read: () => T): T {
    if (this.#isInTransaction || this.#isInSnapshot) return read()

    this.#connection.exec('BEGIN')
    this.#isInSnapshot = true
    try {
      return read()
    } catch (error) {
      throw asFault(error)
    } finally {
      this.#isInSnapshot = false
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
    }
  }

  [Symbol.dispose](): void {
    if (this.#connection.isOpen) this.#connection.close()
  }

  #begin(): void {
    try {
      this.#connection.exec('BEGIN IMMEDIATE')
      this.#isInTransaction = true
    } catch (error) {
      throw asFault(error)
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

function open(path: string): DatabaseSync {
  try {
    const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
    connection.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
    )
    return connection
  } catch (error) {
    throw new Fault(
      'store/corrupt',
      { file: path, says: `${path} cannot be opened as a database` },
      error,
    )
  }
}

const SQLITE_BUSY = 5
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_NOTADB = 26

/** SQLite's primary result code (the low octet) as a fault of ours; anything else passes unchanged. */
function asFault(error: unknown): unknown {
  const { errcode } = error as { errcode?: unknown }
  switch (typeof errcode === 'number' ? errcode & 0xff : undefined) {
    case SQLITE_BUSY:
      return new Fault('store/locked', { says: 'another process holds the database' }, error)
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return new Fault('store/full', { says: 'the disk refused a write' }, error)
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new Fault('store/corrupt', { says: 'the database file is damaged' }, error)
    default:
      return error
  }
}

import { closeSync, fdatasync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { assert } from '#src/kernel/assert.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault, type FaultCode } from '#src/kernel/fault.ts'

/** What a query takes and gives: whole numbers are safe integers, blobs are octets. */
export type Value = string | number | Uint8Array | null
export type Row = Readonly<Record<string, Value>>

const syncing = promisify(fdatasync)

/** How long a writer waits for another process (the command line beside the server) to finish. */
const BUSY_TIMEOUT_MS = 5000

/** Pages at hand of a connection that mostly reads. */
const CACHE_KIBIBYTES = 6 * 1024

/**
 * Pages in the log of writes before whoever commits takes them over into the file, which waits for the
 * disk. SQLite's own number; and one for whoever has somebody beside who nearly always does it first.
 */
const LOG_PAGES = { short: 1000, long: 10_000 } as const

/** What is left of the log of writes once it has been taken over, however long a copy held it back. */
const LOG_OCTETS_MAX = 64 * 1024 * 1024

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
  #undos: (() => void)[] = []
  /** The log of writes, once somebody asked for it to be synced. */
  #log: number | undefined

  constructor(path: string, { cacheKibibytes = CACHE_KIBIBYTES } = {}) {
    this.path = path
    this.#connection = open(path, cacheKibibytes)
  }

  /** Every row of a query, in its order. */
  all<R = Row>(sql: string, ...values: Value[]): R[] {
    return this.#asked(() => this.#prepared(sql).all(...(values as SQLInputValue[])) as R[])
  }

  /** The first row, or nothing. */
  get<R = Row>(sql: string, ...values: Value[]): R | undefined {
    const get = () => this.#prepared(sql).get(...(values as SQLInputValue[]))
    return this.#asked(get) as R | undefined
  }

  /** Rows one at a time, for what is too long to hold. */
  *each<R = Row>(sql: string, ...values: Value[]): IterableIterator<R> {
    try {
      yield* this.#prepared(sql).iterate(...(values as SQLInputValue[])) as IterableIterator<R>
    } catch (error) {
      throw asFault(error, this.path)
    }
  }

  /** Runs one write; `changes` counts the rows it touched, `id` is the row it added. */
  run(sql: string, ...values: Value[]): { readonly changes: number; readonly id: number } {
    const run = () => this.#prepared(sql).run(...(values as SQLInputValue[]))
    const { changes, lastInsertRowid } = this.#asked(run)
    return { changes: Number(changes), id: Number(lastInsertRowid) }
  }

  /** Several statements at once, for the schema. */
  script(sql: string): void {
    this.#asked(() => this.#connection.exec(sql))
  }

  /**
   * Runs `work` alone among all writers of all processes, and commits. A throw undoes everything.
   *
   * Inside another transaction it simply joins it. `work` must not await.
   */
  transaction<T>(work: () => T): T {
    return this.#isInTransaction ? work() : this.#committed(work)
  }

  /**
   * As a transaction of its own, but its commit waits for no disk: `kill -9` leaves it, a power cut may
   * take it, whole. The next `transaction`, or `synced`, makes it as durable as itself.
   */
  lazily<T>(work: () => T): T {
    assert(!this.#isInTransaction, 'nobody else waits for this commit')
    this.#connection.exec('PRAGMA synchronous = NORMAL')
    try {
      return this.#committed(work)
    } finally {
      this.#connection.exec('PRAGMA synchronous = FULL')
    }
  }

  /**
   * Resolves once the disk holds all that was committed here before, and holds nobody up meanwhile: a
   * `transaction` waits for the same in place. Rejects with a `Fault` when the disk refused.
   */
  async synced(): Promise<void> {
    try {
      // What was committed lazily is in the log, or has been synced with the file it was taken over into.
      this.#log ??= openSync(`${this.path}-wal`, 'r+')
      await syncing(this.#log)
    } catch (error) {
      const says = `${this.path} cannot be written: ${errnoSays(error)}`
      throw new Fault('store/full', { file: this.path, says }, error)
    }
  }

  /** Whether what is written now is part of somebody's transaction, or read in a snapshot. */
  get isInTransaction(): boolean {
    return this.#isInTransaction || this.#isInSnapshot
  }

  #committed<T>(work: () => T): T {
    assert(!this.#isInSnapshot, 'a snapshot is for reading')
    this.#begin()
    try {
      const value = work()
      this.#connection.exec('COMMIT')
      return value
    } catch (error) {
      this.#rollBack()
      throw asFault(error, this.path)
    } finally {
      this.#isInTransaction = false
      this.#undos = []
    }
  }

  /**
   * Has `undo` run if the transaction under way fails, while no other writer may begin: for what was
   * changed outside the database. The last to ask is the first to run.
   */
  onRollback(undo: () => void): void {
    assert(this.#isInTransaction, 'there is a transaction to fail')
    this.#undos.push(undo)
  }

  /** How long the log of writes may become before a commit here takes it over into the file. */
  checkpointsAfter(log: keyof typeof LOG_PAGES): void {
    this.#connection.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES[log]}`)
  }

  /** Writes a whole, consistent copy to a file that does not exist yet, beside running writers. */
  copyTo(path: string): void {
    this.#asked(() => this.#connection.prepare('VACUUM INTO ?').run(path))
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
      throw asFault(error, this.path)
    } finally {
      this.#isInSnapshot = false
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
    }
  }

  [Symbol.dispose](): void {
    if (this.#connection.isOpen) this.#connection.close()
    if (this.#log !== undefined) closeSync(this.#log)
    this.#log = undefined
  }

  #begin(): void {
    this.#asked(() => this.#connection.exec('BEGIN IMMEDIATE'))
    this.#isInTransaction = true
  }

  #rollBack(): void {
    try {
      for (const undo of this.#undos.toReversed()) undo()
    } finally {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
    }
  }

  #asked<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw asFault(error, this.path)
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

function open(path: string, cacheKibibytes: number): DatabaseSync {
  try {
    const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
    connection.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
       PRAGMA cache_size = -${cacheKibibytes};
       PRAGMA journal_size_limit = ${LOG_OCTETS_MAX}`,
    )
    return connection
  } catch (error) {
    const fault = asFault(error, path)
    if (fault instanceof Fault) throw fault
    const says = `${path} cannot be opened as a database: ${(error as Error).message}`
    throw new Fault('store/corrupt', { file: path, says }, error)
  }
}

/** What an operator can do about each of SQLite's primary result codes. */
const FAULTS: Readonly<Record<number, readonly [code: FaultCode, says: string]>> = {
  5: ['store/locked', 'is held by another process'],
  8: ['store/full', 'cannot be written: this account may not, or the disk is read-only'],
  10: ['store/full', 'cannot be read or written: the disk refused'],
  11: ['store/corrupt', 'is damaged; stop the server and put a backup back'],
  13: ['store/full', 'cannot grow: the disk is full'],
  14: ['store/full', 'cannot be opened: this account may not, or the disk is read-only'],
  26: ['store/corrupt', 'is not a database; stop the server and put a backup back'],
}

/** SQLite's primary result code (the low octet) as a fault of ours; anything else passes unchanged. */
function asFault(error: unknown, path: string): unknown {
  const { errcode } = error as { errcode?: unknown }
  const [code, says] = (typeof errcode === 'number' && FAULTS[errcode & 0xff]) || []
  return code ? new Fault(code, { file: path, says: `${path} ${says}` }, error) : error
}

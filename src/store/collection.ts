import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LowSync } from 'lowdb'
import * as v from 'valibot'
import { Fault } from '#src/kernel/fault.ts'
import { printable } from '#src/kernel/text.ts'
import type { Database } from './database.ts'
import { type Content, DurableFile, documentFault } from './durable-file.ts'

/** What `change` decides: the row to store (`null` removes it, absent leaves it), and what to tell. */
export type Decision<Row, T> = { readonly row?: Row | null; readonly value: T }

/**
 * Rows that officers decide, by id, in one readable JSON file.
 *
 * Held in memory, rewritten whole on each change. Writers of every process take turns through the
 * database's write lock, so the command line can work beside the server; `refresh` adopts what another
 * process wrote. A change is adopted only once the file holds it: a full disk leaves the older truth.
 * When the transaction round a change fails, the file and the memory go back to what they were.
 *
 * The file is a step ahead of the database from its rename to the commit. A process killed in between
 * leaves it so: its change is then adopted by the next writer or start, and no generation is used twice.
 */
export class Collection<Row extends { readonly id: string }> {
  readonly name: string
  readonly #path: string
  readonly #file: LowSync<Content>
  readonly #schema: v.GenericSchema<unknown, Row>
  readonly #database: Database
  #rows = new Map<string, Row>()
  #generation = -1

  /** Opens `folder/name.json`. Any row that does not fit the schema is refused by file and field. */
  constructor(
    folder: string,
    name: string,
    schema: v.GenericSchema<unknown, Row>,
    database: Database,
  ) {
    this.name = name
    this.#path = join(folder, `${name}.json`)
    this.#file = new LowSync<Content>(new DurableFile(this.#path), { generation: 0, rows: [] })
    this.#schema = schema
    this.#database = database
    this.#load()
  }

  /** Grows by one with every write of any process: whoever derives from the rows compares it. */
  get generation(): number {
    return this.#generation
  }

  find(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  all(): Row[] {
    return [...this.#rows.values()]
  }

  /** Adopts what another process wrote; true when something changed. One small read when nothing did. */
  refresh(): boolean {
    if (this.#written() <= this.#generation) return false
    this.#load()
    return true
  }

  /** Runs `change` alone among all writers, on the newest rows. */
  update<T>(id: string, change: (row: Row | undefined) => Decision<Row, T>): T {
    return this.#database.transaction(() => {
      this.#load()
      const { row, value } = change(this.#rows.get(id))
      if (row !== undefined) this.#save(id, row)
      return value
    })
  }

  /** Adds many rows in one write, for seeding: rows whose id is known already are left as they are. */
  addMissing(rows: readonly Row[]): number {
    return this.#database.transaction(() => {
      this.#load()
      const missing = rows.filter(({ id }) => !this.#rows.has(id))
      if (missing.length > 0) this.#write([...this.#rows.values(), ...missing])
      return missing.length
    })
  }

  #save(id: string, row: Row | null): void {
    const next = new Map(this.#rows)
    if (row) next.set(id, v.parse(this.#schema, row))
    else next.delete(id)
    this.#write([...next.values()])
  }

  #write(rows: readonly Row[]): void {
    const before = this.all()
    const generation = this.#generation + 1
    this.#file.data = { generation, rows }
    this.#file.write()
    this.#database.onRollback(() => this.#putBack(before))
    remember(this.#database, this.name, generation)
    this.#adopt(generation, rows)
  }

  /** A disk that takes no more leaves the file ahead: as after a kill, the next writer adopts it. */
  #putBack(rows: readonly Row[]): void {
    const generation = this.#generation + 1
    this.#adopt(generation, rows)
    this.#file.data = { generation, rows }
    try {
      this.#file.write()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
    }
  }

  #load(): void {
    // Asked first: a file is replaced before the database says so, and is never behind what it said.
    const written = this.#written()
    this.#file.data = { generation: 0, rows: [] }
    this.#file.read()
    const { generation, rows } = this.#file.data
    if (generation < written) throw behind(this.#path)
    this.#adopt(
      Math.max(generation, this.#generation),
      rows.map((row, i) => parseRow(this.#path, this.#schema, row, i)),
    )
  }

  #adopt(generation: number, rows: readonly Row[]): void {
    this.#rows = new Map(rows.map((row) => [row.id, row]))
    this.#generation = generation
  }

  #written(): number {
    return remembered(this.#database, this.name)
  }
}

/** The generation of a document the database was last told of; 0 before the first. */
export function remembered(database: Database, name: string): number {
  const sql = 'SELECT generation FROM document WHERE name = ?'
  return database.get<{ generation: number }>(sql, name)?.generation ?? 0
}

/** Tells the database which generation of a document was written. */
export function remember(database: Database, name: string, generation: number): void {
  database.run(
    `INSERT INTO document (name, generation) VALUES (?1, ?2)
     ON CONFLICT (name) DO UPDATE SET generation = ?2`,
    name,
    generation,
  )
}

/** The row as its schema reads it. One that does not fit is a `Fault` naming file and field, no value. */
export function parseRow<Row>(
  path: string,
  schema: v.GenericSchema<unknown, Row>,
  row: unknown,
  index: number,
): Row {
  const parsed = v.safeParse(schema, row)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const field = `rows[${index}]${issue.path ? `.${v.getDotPath(issue)}` : ''}`
  // What was found there may be a secret somebody typed, so it is not repeated.
  throw misfit(path, field, issue.message.replace(/(?: but|:) received .*$/is, ''))
}

/** A field that cannot be as it is. */
export function misfit(path: string, field: string, why: string): Fault {
  const name = basename(path, '.json')
  const fix = `correct it there, then \`phu-song document accept ${name}\``
  const what = `${path}: ${printable(field)}: ${why}`
  const says = `${what}; ${fix}`
  return new Fault('store/corrupt', { file: path, field, state: 'damaged', what, fix, says })
}

function behind(path: string): Fault {
  return existsSync(path)
    ? documentFault(path, 'older', 'is older than the database remembers')
    : documentFault(path, 'damaged', 'is missing')
}

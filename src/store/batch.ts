import type { Database, Value } from './database.ts'

/** One write to a database: its text, and the values in it. */
export type Write = readonly [sql: string, ...values: Value[]]

/** Says what to write, in its order: the same, as often as it is asked. */
export type Tell = () => Iterable<Write>

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
  /** In their order, part by part. */
  readonly parts: Iterable<Writes>
  /** The last entry of the journal that this settles, and the last that was settled before. */
  readonly entry: number
  readonly after: number
  /** Its commit waits for the disk. */
  readonly isDurable: boolean
}

/** In one part: some milliseconds of gathering and handing on. On most days it is all there is. */
const PART_WRITES = 512

/**
 * Writes that are gathered part by part as they are asked for, and anew each time. Nothing of them is
 * kept: it would live until the database has it, and so long is old to the garbage collector.
 */
export class Parts implements Iterable<Writes> {
  readonly #tell: Tell

  constructor(tell: Tell) {
    this.#tell = tell
  }

  *[Symbol.iterator](): IterableIterator<Writes> {
    let part = new Part()
    for (const write of this.#tell()) {
      part.add(write)
      if (part.calls.length < PART_WRITES) continue
      yield part
      part = new Part()
    }
    if (part.calls.length > 0) yield part
  }
}

class Part implements Writes {
  readonly texts: string[] = []
  readonly arities: number[] = []
  readonly calls: number[] = []
  readonly values: Value[] = []
  readonly #numbers = new Map<string, number>()

  add(write: Write): void {
    const [sql] = write
    let number = this.#numbers.get(sql)
    if (number === undefined) {
      number = this.texts.length
      this.#numbers.set(sql, number)
      this.texts.push(sql)
      this.arities.push(write.length - 1)
    }
    this.calls.push(number)
    for (let n = 1; n < write.length; n++) this.values.push(write[n] as Value)
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
export function carryOut(database: Database, { parts, entry, after, isDurable }: Batch): void {
  const write = () => {
    if (entry > after && settledEntryOf(database) >= entry) return
    for (const part of parts) runAll(database, part)
    database.run('UPDATE journal SET entry = ?', entry)
  }
  if (isDurable) database.transaction(write)
  else database.lazily(write)
}

function runAll(database: Database, { texts, arities, calls, values }: Writes): void {
  let at = 0
  for (const call of calls) {
    const end = at + (arities[call] as number)
    database.run(texts[call] as string, ...values.slice(at, end))
    at = end
  }
}

import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type * as v from 'valibot'
import { Fault } from '#src/kernel/fault.ts'
import { Collection, misfit, parseRow, remember, remembered } from './collection.ts'
import type { Database } from './database.ts'
import { type DocumentWrong, DurableFile, documentFault } from './durable-file.ts'

/**
 * Processes killed before their commit may have shown others a generation the database never heard of,
 * at most so many of them. A larger number was typed by hand and counts for nothing.
 */
const AHEAD_MAX = 1000

type Identified = { readonly id: string }

/** Where a document lies and what its rows must be. */
export type DocumentKind<Row extends Identified> = {
  readonly folder: string
  readonly name: string
  readonly schema: v.GenericSchema<unknown, Row>
}

/** How a document's file stands. What cannot be read of it is `null`; `wrong` is a sentence and a fix. */
export type Standing = {
  readonly name: string
  readonly generation: number | null
  readonly rows: number | null
  readonly state: 'good' | DocumentWrong
  readonly wrong?: { readonly says: string; readonly fix: string }
}

/** What adopting a file as it stands would change: ids and names of fields, never a value. */
export type Offer<Row> = {
  readonly rows: readonly Row[]
  /** The file of the generation it is compared with: the newest older one that is whole. */
  readonly against: string | undefined
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly id: string; readonly fields: readonly string[] }[]
}

/** Looks at a document and changes nothing, whatever is wrong with it. */
export function standingOf<Row extends Identified>(
  { folder, name, schema }: DocumentKind<Row>,
  database: Database,
): Standing {
  try {
    const document = new Collection(folder, name, schema, database)
    return { name, generation: document.generation, rows: document.all().length, state: 'good' }
  } catch (error) {
    if (!(error instanceof Fault && error.detail['state'])) throw error
    const state = error.detail['state'] as DocumentWrong
    const wrong = { says: String(error.detail['what']), fix: String(error.detail['fix']) }
    const found =
      state === 'damaged' ? null : new DurableFile(join(folder, `${name}.json`)).readAsIs()
    return {
      name,
      generation: found?.generation ?? null,
      rows: found?.rows.length ?? null,
      state,
      wrong,
    }
  }
}

/** Checks every row, whatever checksum and generation are. Throws a `Fault` naming what cannot be. */
export function offerOf<Row extends Identified>({
  folder,
  name,
  schema,
}: DocumentKind<Row>): Offer<Row> {
  const path = join(folder, `${name}.json`)
  const file = new DurableFile(path)
  const found = file.readAsIs()
  if (!found) throw documentFault(path, 'damaged', 'is missing')
  const rows = found.rows.map((row, i) => whollyRead(path, schema, row, i))
  const ids = new Set<string>()
  for (const [i, { id }] of rows.entries()) {
    if (ids.has(id)) throw misfit(path, `rows[${i}].id`, `there is another ${id} above it`)
    ids.add(id)
  }
  const before = file.before()
  return { rows, against: before?.file, ...difference(before?.content.rows ?? [], rows) }
}

/**
 * Writes what was offered as the next generation, which every process then adopts, and returns it.
 * Part of the transaction under way, as the offer must be: when that fails, the file is put back.
 */
export function adopt<Row extends Identified>(
  { folder, name }: DocumentKind<Row>,
  { rows }: Offer<Row>,
  database: Database,
): number {
  const file = new DurableFile(join(folder, `${name}.json`))
  const written = remembered(database, name)
  const shown = [file.readAsIs(), file.before()?.content].map((known) => known?.generation ?? 0)
  const credible = shown.filter((generation) => generation <= written + AHEAD_MAX)
  const generation = Math.max(written, ...credible) + 1
  remember(database, name, generation)
  database.onRollback(file.restamp({ generation, rows }))
  return generation
}

/** A field the schema does not know was meant to say something: it is refused, not dropped. */
function whollyRead<Row>(
  path: string,
  schema: v.GenericSchema<unknown, Row>,
  row: unknown,
  index: number,
): Row {
  const parsed = parseRow(path, schema, row, index)
  const stranger = strangerIn(row, parsed)
  if (stranger) throw misfit(path, `rows[${index}].${stranger}`, 'there is no such field')
  return parsed
}

function strangerIn(raw: unknown, known: unknown): string | undefined {
  for (const [key, value] of fieldsOf(raw)) {
    const twin = new Map(fieldsOf(known)).get(key)
    if (twin === undefined) return key
    const inner = strangerIn(value, twin)
    if (inner) return `${key}.${inner}`
  }
  return undefined
}

function difference(before: readonly unknown[], after: readonly Identified[]) {
  const old = new Map(before.map((row) => [String(new Map(fieldsOf(row)).get('id')), row]))
  const kept = new Set(after.map(({ id }) => id))
  return {
    added: after.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    removed: [...old.keys()].filter((id) => !kept.has(id)),
    changed: after
      .filter(({ id }) => old.has(id))
      .map((row) => ({ id: row.id, fields: changedFields(old.get(row.id), row) }))
      .filter(({ fields }) => fields.length > 0),
  }
}

function changedFields(before: unknown, after: unknown): string[] {
  const [old, young] = [new Map(fieldsOf(before)), new Map(fieldsOf(after))]
  const names = new Set([...old.keys(), ...young.keys()])
  return [...names].filter((name) => !isDeepStrictEqual(old.get(name), young.get(name)))
}

function fieldsOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

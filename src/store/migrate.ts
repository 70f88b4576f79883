import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Fault } from '#src/kernel/fault.ts'
import type { Database } from './database.ts'

const SCHEMA = new URL('./schema/', import.meta.url)

/** Whether nothing was ever kept in this database: it has just been made. */
export function isBlank(database: Database): boolean {
  return database.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined
}

/**
 * Brings the database to the newest schema: each numbered file once, in order, in its own transaction.
 *
 * A file that was changed after it ran, or a database newer than this program, is refused by name.
 */
export function migrate(database: Database): void {
  database.script(
    `CREATE TABLE IF NOT EXISTS migration (file TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT`,
  )
  const done = new Map(
    database
      .all<{ file: string; sha256: string }>('SELECT file, sha256 FROM migration')
      .map(({ file, sha256 }) => [file, sha256]),
  )
  const files = readdirSync(SCHEMA)
    .filter((file) => file.endsWith('.sql'))
    .sort()

  for (const file of done.keys()) {
    if (!files.includes(file)) throw refused(`the database was made by a newer program (${file})`)
  }
  for (const file of files) apply(database, file, done.get(file))
}

function apply(database: Database, file: string, ranAs: string | undefined): void {
  const sql = readFileSync(new URL(file, SCHEMA), 'utf8')
  const sha256 = createHash('sha256').update(sql).digest('hex')
  if (ranAs === sha256) return
  if (ranAs) throw refused(`schema file ${file} differs from the one this database ran`)

  database.transaction(() => {
    // Two processes may have found it missing at once; the second has waited for the first here.
    if (database.get('SELECT 1 FROM migration WHERE file = ?', file)) return
    database.script(sql)
    database.run('INSERT INTO migration (file, sha256) VALUES (?, ?)', file, sha256)
  })
}

function refused(says: string): Fault {
  return new Fault('store/corrupt', { says })
}

import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '#src/config.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import { AuditStore } from '#src/officers/audit-store.ts'
import { DATABASE_FILE } from '#src/store/backup.ts'
import { Database } from '#src/store/database.ts'
import { createKeyFile, type Keyring, readKeyFile } from '#src/store/keyring.ts'
import { isBlank, migrate } from '#src/store/migrate.ts'

/** What stands before any document is read: enough to look at the documents and to repair one. */
export type Ground = ReturnType<typeof openGround>

/**
 * Opens the data folder, its documents aside: at the first start makes it, with its key; later refuses
 * a folder whose key or database is gone, naming the file. Several processes may hold it open at once.
 */
export function openGround(config: Config) {
  const files = openFolder(config.data)
  const keyring = files.length === 0 ? openFirstKey(config) : readKeyFile(config.keyFile)
  const database = openDatabase(config.data, files)
  return {
    config,
    keyring,
    database,
    audit: new AuditStore(database, keyring),
    [Symbol.dispose]: () => database[Symbol.dispose](),
  }
}

/** The names in the data folder, which is made when there is none. */
function openFolder(data: string): string[] {
  try {
    mkdirSync(dirname(data), { recursive: true })
    if (!existsSync(data)) mkdirSync(data, { mode: 0o700 })
    return readdirSync(data)
  } catch (error) {
    const says = `PHU_SONG_DATA: the folder ${data} cannot be used: ${errnoSays(error)}`
    throw new Fault('config/invalid', { file: data, says }, error)
  }
}

function openFirstKey({ keyFile }: Config): Keyring {
  return existsSync(keyFile) ? readKeyFile(keyFile) : createKeyFile(keyFile)
}

/** Documents are written only once the database is: a blank one beside them has lost what it held. */
function openDatabase(data: string, files: readonly string[]): Database {
  const path = join(data, DATABASE_FILE)
  const database = new Database(path)
  if (isBlank(database) && files.some((file) => file.endsWith('.json'))) {
    database[Symbol.dispose]()
    const says = `${path} is missing or empty beside its documents; put the whole folder back from a backup`
    throw new Fault('store/corrupt', { file: path, says })
  }
  migrate(database)
  return database
}

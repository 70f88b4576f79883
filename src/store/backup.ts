import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import { Database } from './database.ts'

/** The database's file name, in the data folder and in a backup of it. */
export const DATABASE_FILE = 'phu-song.sqlite'

/**
 * Copies everything in the data folder to a new folder, while the server runs, and opens the copy to
 * be sure of it. The key file is not part of it: keep that elsewhere.
 *
 * The database goes first: a document written in between is then newer than the database knows, which
 * is accepted, never older, which would be refused. Restoring is putting the folder back.
 */
export function backUp(database: Database, dataFolder: string, target: string): string[] {
  if (existsSync(target)) {
    throw new Fault('store/full', {
      file: target,
      says: `${target} exists already; name a folder that does not`,
    })
  }
  const documents = copied(database, dataFolder, target)
  using copy = new Database(join(target, DATABASE_FILE))
  const damage = copy.damage()
  if (damage)
    throw new Fault('store/corrupt', { file: target, says: `the copy is damaged: ${damage}` })
  return [DATABASE_FILE, ...documents]
}

function copied(database: Database, dataFolder: string, target: string): string[] {
  try {
    mkdirSync(dirname(target), { recursive: true })
    mkdirSync(target, { mode: 0o700 })
    database.copyTo(join(target, DATABASE_FILE))

    const documents = readdirSync(dataFolder).filter((file) => file.endsWith('.json'))
    for (const file of documents) copyFileSync(join(dataFolder, file), join(target, file))
    return documents
  } catch (error) {
    if (error instanceof Fault) throw error
    const says = `the copy ${target} cannot be made: ${errnoSays(error)}`
    throw new Fault('store/full', { file: target, says }, error)
  }
}

import {
  close,
  constants,
  fsync,
  mkdirSync,
  open,
  readdirSync,
  readFileSync,
  rm,
  write,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * What a journal needs of a file system, and nothing else: tests put a disk here that fails the k-th
 * operation, or forgets what it never promised to keep.
 *
 * Every operation either did all it says or rejects, and then may have done any part of it.
 */
export type Disk = {
  /** The names in a folder, which is made when it is missing. */
  readonly list: (folder: string) => readonly string[]
  readonly read: (path: string) => Buffer
  /** An empty file, whatever went by that name before; once resolved, its name survives a power cut. */
  readonly create: (path: string) => Promise<DiskFile>
  readonly remove: (path: string) => Promise<void>
}

/** A file that only grows. */
export type DiskFile = {
  /** Once resolved, the disk holds these octets after those of before, through `kill -9` and power cuts. */
  readonly append: (octets: Uint8Array) => Promise<void>
  readonly close: () => Promise<void>
}

const { O_WRONLY, O_CREAT, O_TRUNC, O_APPEND, O_DSYNC } = constants
/** With O_DSYNC a write returns when the disk has it: one turn of the thread pool, not two. */
const DURABLE = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_DSYNC

const closing = promisify(close)
const opening = promisify(open)
const removing = promisify(rm)
const syncing = promisify(fsync)

/** The machine's own. Whatever may wait for the disk while the city is served waits off the event loop. */
export const systemDisk: Disk = {
  list(folder) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return readdirSync(folder)
  },
  read: (path) => readFileSync(path),
  async create(path) {
    const file = await opening(path, DURABLE, 0o600)
    try {
      await syncFolderOf(path)
    } catch (error) {
      await closing(file)
      throw error
    }
    return { append: (octets) => appended(file, octets), close: () => closing(file) }
  },
  remove: (path) => removing(path, { force: true }),
}

async function syncFolderOf(path: string): Promise<void> {
  const folder = await opening(join(path, '..'), 'r')
  try {
    await syncing(folder)
  } finally {
    await closing(folder)
  }
}

/** One write(2) to a disk that fills up may take only some: the next then says that it is full. */
function appended(file: number, octets: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const put = (from: number) =>
      write(file, octets, from, octets.length - from, null, (error, written) => {
        if (error) reject(error)
        else if (from + written < octets.length) put(from + written)
        else resolve()
      })
    put(0)
  })
}

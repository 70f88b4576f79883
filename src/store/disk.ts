import {
  close,
  constants,
  fsync,
  ftruncate,
  mkdirSync,
  open,
  readdirSync,
  readFileSync,
  rm,
  write as writing,
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

/** A file that only grows. One append at a time. */
export type DiskFile = {
  /**
   * Once resolved, the disk holds these octets after those of before, through `kill -9` and power cuts.
   * Until it is closed, zeros may stand behind them.
   */
  readonly append: (octets: Uint8Array) => Promise<void>
  readonly close: () => Promise<void>
}

const { O_WRONLY, O_CREAT, O_TRUNC, O_DSYNC } = constants
/** With O_DSYNC a write returns when the disk has it: one turn of the thread pool, not two. */
const DURABLE = O_WRONLY | O_CREAT | O_TRUNC | O_DSYNC

/**
 * Zeros are written so far ahead of what is appended. A write that makes a file grow waits for the file
 * system's own journal too; one into what is there already takes two thirds of the time, or half.
 */
const AHEAD = Buffer.alloc(512 * 1024)

const closing = promisify(close)
const opening = promisify(open)
const removing = promisify(rm)
const syncing = promisify(fsync)
const truncating = promisify(ftruncate)

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
    return new GrowingFile(file)
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

/** A file with room ahead of what was appended. */
class GrowingFile implements DiskFile {
  readonly #file: number
  #end = 0
  /** Where the file ends that has been written, be it with zeros. */
  #room = 0
  #growing: Promise<void> | undefined

  constructor(file: number) {
    this.#file = file
  }

  async append(octets: Uint8Array): Promise<void> {
    // Zeros on their way must not come to lie on what is appended.
    if (this.#end + octets.length > this.#room) await this.#growing
    await put(this.#file, octets, this.#end)
    this.#end += octets.length
    this.#room = Math.max(this.#room, this.#end)
    if (this.#room - this.#end < AHEAD.length / 2) this.#growing ??= this.#grow()
  }

  async close(): Promise<void> {
    await this.#growing
    // What cannot be cut off is read as what it is: zeros.
    if (this.#room > this.#end) await truncating(this.#file, this.#end).catch(() => undefined)
    await closing(this.#file)
  }

  /** Where there is no room for that, what is appended makes its own. */
  async #grow(): Promise<void> {
    try {
      const from = this.#room
      await put(this.#file, AHEAD, from)
      this.#room = from + AHEAD.length
    } catch {
      // Whoever appends next is told.
    }
    this.#growing = undefined
  }
}

/** One write(2) to a disk that fills up may take only some: the next then says that it is full. */
function put(file: number, octets: Uint8Array, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const write = (from: number) =>
      writing(file, octets, from, octets.length - from, at + from, (error, written) => {
        if (error) reject(error)
        else if (from + written < octets.length) write(from + written)
        else resolve()
      })
    write(0)
  })
}

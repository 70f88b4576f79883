import { Fault } from '#src/kernel/fault.ts'
import type { Database } from './database.ts'

type Turn = {
  readonly work: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Many small writes, one transaction, one sync of the disk.
 *
 * `run` resolves only after the commit returned, so whoever answers on its resolution has promised
 * nothing the disk does not hold. Work queued in one turn of the event loop shares a commit: the busier
 * the city, the larger the batch and the cheaper each write.
 */
export class GroupCommit {
  readonly #database: Database
  #queue: Turn[] = []

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * Queues `work`, a synchronous function of the database alone: it may run a second time if a
   * neighbour in its batch throws. Rejects with what it threw, or with a `Fault` when the disk refused.
   */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#queue.length === 0) setImmediate(() => this.#flush())
      this.#queue.push({ work, resolve, reject })
    })
  }

  #flush(): void {
    const batch = this.#queue
    this.#queue = []
    try {
      const values = this.#database.transaction(() => batch.map(({ work }) => work()))
      for (const [i, { resolve }] of batch.entries()) resolve(values[i] as never)
    } catch (error) {
      if (batch.length === 1 || isLocked(error)) for (const { reject } of batch) reject(error)
      else this.#oneByOne(batch)
    }
  }

  /** One poisoned write must not cost its neighbours theirs: each runs again in its own commit. */
  #oneByOne(batch: readonly Turn[]): void {
    for (const { work, resolve, reject } of batch) {
      try {
        resolve(this.#database.transaction(work) as never)
      } catch (error) {
        reject(error)
      }
    }
  }
}

/** Another process holds the lock, and was waited for: to wait again for each would stop the city. */
function isLocked(error: unknown): boolean {
  return error instanceof Fault && error.code === 'store/locked'
}

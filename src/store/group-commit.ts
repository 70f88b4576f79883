import { Fault } from '#src/kernel/fault.ts'
import type { Database } from './database.ts'
import type { WriteBehind } from './write-behind.ts'

type Turn = {
  readonly work: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (reason: unknown) => void
}

/** What a turn came to: to be told once the disk holds it. */
type Outcome = { readonly value: unknown } | { readonly error: unknown }

/**
 * Many small writes, one transaction, one sync of the disk.
 *
 * `run` resolves only after the disk has synced the commit, so whoever answers on its resolution has
 * promised nothing that a power cut takes. Work queued while another batch is on its way shares the next:
 * the busier the city, the larger the batch and the cheaper each write.
 *
 * Nobody else is held up: the disk is waited for in a thread of the pool, and while the settler's thread
 * writes nothing is begun here, for SQLite would wait for that asleep.
 */
export class GroupCommit {
  readonly #database: Database
  readonly #behind: Pick<WriteBehind, 'landing'>
  #queue: Turn[] = []
  #isAtWork = false

  constructor(database: Database, behind: Pick<WriteBehind, 'landing'>) {
    this.#database = database
    this.#behind = behind
  }

  /**
   * Queues `work`, a synchronous function of the database alone: it may run a second time if a
   * neighbour in its batch throws. Rejects with what it threw, or with a `Fault` when the disk refused;
   * a disk that commits and then fails to sync leaves it to be read, until a power cut at least.
   */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve, reject })
      if (!this.#isAtWork) void this.#work()
    })
  }

  /** One batch after another, while there are any. */
  async #work(): Promise<void> {
    this.#isAtWork = true
    while (this.#queue.length > 0) {
      await new Promise(setImmediate)
      await this.#behind.landing()
      const batch = this.#queue
      this.#queue = []
      await this.#carryOut(batch)
    }
    this.#isAtWork = false
  }

  async #carryOut(batch: readonly Turn[]): Promise<void> {
    const outcomes = this.#committed(batch)
    try {
      if (outcomes.some((outcome) => 'value' in outcome)) await this.#database.synced()
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    for (const [i, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[i] as Outcome
      if ('value' in outcome) resolve(outcome.value as never)
      else reject(outcome.error)
    }
  }

  #committed(batch: readonly Turn[]): readonly Outcome[] {
    try {
      const values = this.#database.lazily(() => batch.map(({ work }) => work()))
      return values.map((value) => ({ value }))
    } catch (error) {
      if (batch.length === 1 || isLocked(error)) return batch.map(() => ({ error }))
      // One poisoned write must not cost its neighbours theirs: each runs again in its own commit.
      return batch.flatMap((turn) => this.#committed([turn]))
    }
  }
}

/** Another process holds the lock, and was waited for: to wait again for each would stop the city. */
function isLocked(error: unknown): boolean {
  return error instanceof Fault && error.code === 'store/locked'
}

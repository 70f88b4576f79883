import { DatabaseSync } from 'node:sqlite'
import { Fault } from '#src/kernel/fault.ts'

/**
 * Keeps a folder to one process of those that ask. The operating system lets go for a process that was
 * killed, which no file that is merely there can say.
 */
export class FolderLock implements Disposable {
  readonly #connection: DatabaseSync

  /** Holds the lock file, or throws a `Fault` at once when another process does. */
  constructor(path: string, holder: string) {
    this.#connection = new DatabaseSync(path)
    try {
      this.#connection.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      this.#connection.close()
      const says = `${path} is held: ${holder}`
      throw new Fault('store/locked', { file: path, says }, error)
    }
  }

  [Symbol.dispose](): void {
    this.#connection.close()
  }
}

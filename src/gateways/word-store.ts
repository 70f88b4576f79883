import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import type { GroupCommit } from '#src/store/group-commit.ts'

/** How far the last word on disk may lag: one small write a gateway in that time, however busy it is. */
const LAG: Millis = 30 * SECOND

/** When each gateway was last heard, across restarts and processes. */
export class GatewayWordStore {
  readonly #database: Database
  readonly #commit: GroupCommit
  readonly #clock: Clock
  readonly #written = new Map<string, Millis>()

  constructor(database: Database, { commit, clock }: { commit: GroupCommit; clock: Clock }) {
    this.#database = database
    this.#commit = commit
    this.#clock = clock
  }

  /**
   * A gateway spoke. Cheap enough for every packet; nothing waits for it. The later of two words stays,
   * unless it is so far ahead that a clock since set back wrote it.
   */
  heard(gateway: string): void {
    const now = this.#clock()
    if (Math.abs(now - (this.#written.get(gateway) ?? 0)) < LAG) return
    this.#written.set(gateway, now)
    const write = () =>
      this.#database.run(
        `INSERT INTO gateway_word (gateway, heard_at) VALUES (?1, ?2)
         ON CONFLICT (gateway) DO UPDATE SET heard_at = ?2
         WHERE heard_at < ?2 OR heard_at > ?2 + ?3`,
        gateway,
        now,
        LAG,
      )
    // A disk that refused this will refuse the packet's own record too, and that is told.
    this.#commit.run(write).catch(() => this.#written.delete(gateway))
  }

  /** The last word of every gateway that ever spoke. */
  all(): ReadonlyMap<string, Millis> {
    const rows = this.#database.all<{ gateway: string; at: number }>(
      'SELECT gateway, heard_at AS at FROM gateway_word',
    )
    return new Map(rows.map(({ gateway, at }) => [gateway, at]))
  }
}

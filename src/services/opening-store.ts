import { HOUR, type Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import type { GroupCommit } from '#src/store/group-commit.ts'

/** How often a service was opened from a site. `site` is '' where the reader came from none of ours. */
export type Openings = { readonly service: string; readonly site: string; readonly opens: number }

/** Counts openings of public services by site and hour. No person, device or address is kept. */
export class OpeningStore {
  readonly #database: Database
  readonly #commit: GroupCommit

  constructor(database: Database, commit: GroupCommit) {
    this.#database = database
    this.#commit = commit
  }

  /** Counts one opening; resolves when it is on disk. */
  async count(service: string, site: string, at: Millis): Promise<void> {
    await this.#commit.run(() =>
      this.#database.run(
        `INSERT INTO service_opening (service, site, hour, opens) VALUES (?, ?, ?, 1)
         ON CONFLICT (service, site, hour) DO UPDATE SET opens = opens + 1`,
        service,
        site,
        Math.floor(at / HOUR) * HOUR,
      ),
    )
  }

  /** What was opened in `[from, until)`, both on the hour, by service and site. */
  between(from: Millis, until: Millis): Openings[] {
    return this.#database.all<Openings>(
      `SELECT service, site, sum(opens) AS opens FROM service_opening
       WHERE hour >= ? AND hour < ? GROUP BY service, site ORDER BY service, site`,
      from,
      until,
    )
  }
}

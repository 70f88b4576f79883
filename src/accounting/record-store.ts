import type { Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import type { Word } from './merge.ts'

/** Where a word came from, and whose it is. */
type WordOrigin = {
  readonly receivedAt: Millis
  readonly gateway: string
  readonly site: string
  readonly acctSessionId: string
  readonly session: number
}

/** A gateway's Accounting-On or Accounting-Off. */
type Restart = {
  readonly receivedAt: Millis
  readonly at: Millis
  readonly gateway: string
  readonly site: string
  readonly status: 'on' | 'off'
}

type WordRow = Omit<Word, 'hasGigawords' | 'cause' | 'grant'> & {
  readonly hasGigawords: number
  readonly cause: string | null
  readonly grant: number | null
}

/** The raw records: only ever added to. */
export class RecordStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Keeps a word; false when the session already holds exactly that one. */
  addWord(word: Word, origin: WordOrigin): boolean {
    const { changes } = this.#database.run(
      `INSERT INTO accounting_record (received_at, event_at, gateway, site, status, acct_session_id,
         session, access_grant, seconds, octets_in, octets_out, has_gigawords, cause)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      origin.receivedAt,
      word.at,
      origin.gateway,
      origin.site,
      word.status,
      origin.acctSessionId,
      origin.session,
      word.grant ?? null,
      word.seconds,
      word.octetsIn,
      word.octetsOut,
      word.hasGigawords ? 1 : 0,
      word.cause ?? null,
    )
    return changes > 0
  }

  /** Every word heard of a session. */
  wordsOf(session: number): Word[] {
    const rows = this.#database.all<WordRow>(
      `SELECT status, event_at AS at, seconds, octets_in AS octetsIn, octets_out AS octetsOut,
         has_gigawords AS hasGigawords, cause, access_grant AS "grant"
       FROM accounting_record WHERE session = ?`,
      session,
    )
    return rows.map((row) => ({
      ...row,
      hasGigawords: row.hasGigawords === 1,
      cause: row.cause ?? undefined,
      grant: row.grant ?? undefined,
    }))
  }

  /** Keeps a restart; false when that one is known. */
  addRestart({ receivedAt, at, gateway, site, status }: Restart): boolean {
    const { changes } = this.#database.run(
      `INSERT INTO accounting_record (received_at, event_at, gateway, site, status, acct_session_id,
         seconds, octets_in, octets_out, has_gigawords)
       VALUES (?, ?, ?, ?, ?, '', 0, 0, 0, 0) ON CONFLICT DO NOTHING`,
      receivedAt,
      at,
      gateway,
      site,
      status,
    )
    return changes > 0
  }

  /** When a gateway last said that it started or stopped. */
  restartedAt(gateway: string): Millis | undefined {
    const row = this.#database.get<{ at: Millis | null }>(
      'SELECT max(event_at) AS at FROM accounting_record WHERE gateway = ? AND session IS NULL',
      gateway,
    )
    return row?.at ?? undefined
  }
}

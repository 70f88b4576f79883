import type { Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'

/** A record to be told to a realm. */
export type SpoolDraft = {
  readonly realm: string
  readonly gateway: string
  readonly acctSessionId: string
  /** Its attributes as they will be sent, all but Acct-Delay-Time. */
  readonly record: Uint8Array
  readonly delaySeconds: number
  readonly receivedAt: Millis
}

/** A record that waits. `session` is the same for records that must be told in their order. */
export type Waiting = {
  readonly id: number
  readonly session: string
  readonly record: Buffer
  readonly delaySeconds: number
  readonly receivedAt: Millis
}

/** What waits for a realm, and since when. */
export type Backlog = { readonly waiting: number; readonly oldestAt: Millis | undefined }

type WaitingRow = Omit<Waiting, 'record' | 'session'> & {
  readonly session: Uint8Array
  readonly record: Uint8Array
}

/** Accounting on its way to home servers, on disk. Names and addresses in it are sealed. */
export class SpoolStore {
  readonly #database: Database
  readonly #keyring: Keyring

  constructor(database: Database, keyring: Keyring) {
    this.#database = database
    this.#keyring = keyring
  }

  /** The write that keeps a record, unless the same one came since `knownSince`. Runs in a commit. */
  keep(draft: SpoolDraft, knownSince: Millis): () => boolean {
    const { realm, gateway, acctSessionId, record, delaySeconds, receivedAt } = draft
    const hash = (...parts: Uint8Array[]) =>
      this.#keyring.hash('upstream-record', Buffer.concat([Buffer.from(`${gateway} `), ...parts]))
    const digest = hash(record)
    const session = hash(Buffer.from(acctSessionId))
    // The keyring opens what it sealed as text.
    const text = Buffer.from(record).toString('base64')
    const sealed = this.#keyring.seal('upstream-record', realm, text)
    return () => {
      const known = this.#database.get(
        'SELECT 1 FROM upstream_record WHERE digest = ? AND received_at >= ?',
        digest,
        knownSince,
      )
      if (known) return false
      this.#database.run(
        `INSERT INTO upstream_record (realm, session, digest, record, delay_seconds, received_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
        realm,
        session,
        digest,
        sealed,
        delaySeconds,
        receivedAt,
      )
      return true
    }
  }

  /** What waits for a realm behind the record of this number, in the order it came. */
  waiting(realm: string, after: number, limit: number): Waiting[] {
    const rows = this.#database.all<WaitingRow>(
      `SELECT id, session, record, delay_seconds AS delaySeconds, received_at AS receivedAt
       FROM upstream_record WHERE realm = ? AND settled_at IS NULL AND id > ? ORDER BY id LIMIT ?`,
      realm,
      after,
      limit,
    )
    return rows.map((row) => ({
      ...row,
      session: Buffer.from(row.session).toString('base64'),
      record: this.#opened(realm, row.record),
    }))
  }

  /** The realms anything waits for. */
  realms(): string[] {
    return this.#database
      .all<{ realm: string }>('SELECT DISTINCT realm FROM upstream_record WHERE settled_at IS NULL')
      .map(({ realm }) => realm)
  }

  backlog(realm: string): Backlog {
    const row = this.#database.get<{ waiting: number; oldestAt: Millis | null }>(
      `SELECT count(*) AS waiting, min(received_at) AS oldestAt
       FROM upstream_record WHERE realm = ? AND settled_at IS NULL`,
      realm,
    )
    return { waiting: row?.waiting ?? 0, oldestAt: row?.oldestAt ?? undefined }
  }

  /** A home server has acknowledged it. */
  settle(id: number, now: Millis): void {
    this.#database.run(
      'UPDATE upstream_record SET settled_at = ?, record = NULL WHERE id = ?',
      now,
      id,
    )
  }

  /** Forgets what was acknowledged before then. */
  pruneSettled(before: Millis): void {
    this.#database.run('DELETE FROM upstream_record WHERE settled_at < ?', before)
  }

  /** Gives up what came before then, and of the rest all but the newest `max`; tells how many. */
  giveUp(realm: string, before: Millis, max: number): number {
    const { changes } = this.#database.run(
      `DELETE FROM upstream_record WHERE realm = ?1 AND settled_at IS NULL AND (received_at < ?2
         OR id <= (SELECT id FROM upstream_record WHERE realm = ?1 AND settled_at IS NULL
                   ORDER BY id DESC LIMIT 1 OFFSET ?3))`,
      realm,
      before,
      max,
    )
    return changes
  }

  #opened(realm: string, sealed: Uint8Array): Buffer {
    const text = this.#keyring.open('upstream-record', realm, sealed)
    return Buffer.from(text ?? '', 'base64')
  }
}

import { setImmediate } from 'node:timers/promises'
import type { Millis } from '#src/kernel/clock.ts'
import type { Database, Row } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'

/** What a write was about, beyond its subject. Holds no secret and no person. */
export type AuditDetail = Readonly<Record<string, string | number | boolean>>

/** One thing an officer or the command line did: `gateway.added` `hon-gai-1`. */
export type AuditDraft = {
  readonly at: Millis
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: AuditDetail
}
export type AuditEntry = AuditDraft & { readonly seq: number }

/** The newest row: written down elsewhere, it proves later that nothing after it was cut off. */
export type AuditHead = { readonly seq: number; readonly hash: string }

/** Whether the trail is what was written, or the first row at which it is not. */
export type AuditVerdict =
  | { readonly kind: 'whole'; readonly head: AuditHead }
  | { readonly kind: 'broken'; readonly seq: number }

const SEED = Buffer.alloc(32)
/** Rows checked before other work gets a turn: a few milliseconds. */
const ROWS_PER_TURN = 2000

/**
 * The append-only trail of every write. Each row carries an HMAC over itself and the row before it, so
 * a row changed, dropped or moved shows; the key is not in the database, so whoever alters the file
 * cannot make the chain agree again.
 */
export class AuditStore {
  readonly #database: Database
  readonly #keyring: Keyring

  constructor(database: Database, keyring: Keyring) {
    this.#database = database
    this.#keyring = keyring
  }

  /** Adds a row. Joins a running transaction, so that the write and its record are kept or lost as one. */
  append(draft: AuditDraft): AuditEntry {
    return this.#database.transaction(() => {
      const last = this.#database.get('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1')
      const entry = { ...draft, seq: Number(last?.['seq'] ?? 0) + 1 }
      this.#database.run(
        `INSERT INTO audit (seq, at, actor, action, subject, detail, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        entry.seq,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        canonical(entry.detail),
        this.#hash(entry, (last?.['hash'] as Uint8Array | undefined) ?? SEED),
      )
      return entry
    })
  }

  /** Newest first; `before` is the last `seq` of the page before. */
  list({ before, limit }: { before?: number; limit: number }): AuditEntry[] {
    return this.#database
      .all(
        'SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?',
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      .map(entryOf)
  }

  /**
   * Recomputes the chain from its first row. `known` is a head seen before: a trail that no longer
   * reaches it, or disagrees with it, was cut off or rewritten.
   */
  async verify(known?: AuditHead): Promise<AuditVerdict> {
    let head = { seq: 0, hash: SEED as Uint8Array }
    for (;;) {
      const rows = this.#database.all(
        'SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?',
        head.seq,
        ROWS_PER_TURN,
      )
      for (const row of rows) {
        const next = this.#checked(row, head)
        if (!next || disagrees(next, known)) return { kind: 'broken', seq: head.seq + 1 }
        head = next
      }
      if (rows.length < ROWS_PER_TURN) break
      await setImmediate()
    }
    if (known && head.seq < known.seq) return { kind: 'broken', seq: head.seq + 1 }
    return { kind: 'whole', head: { seq: head.seq, hash: hex(head.hash) } }
  }

  /** The row, when it is the one that follows `last`. */
  #checked(row: Row, last: { seq: number; hash: Uint8Array }) {
    const entry = entryOf(row)
    const hash = row['hash'] as Uint8Array
    const isNext = entry.seq === last.seq + 1 && row['detail'] === canonical(entry.detail)
    return isNext && this.#hash(entry, last.hash).equals(hash)
      ? { seq: entry.seq, hash }
      : undefined
  }

  #hash({ seq, at, actor, action, subject, detail }: AuditEntry, last: Uint8Array): Buffer {
    const said = JSON.stringify([seq, at, actor, action, subject, canonical(detail)])
    return this.#keyring.hash('audit', Buffer.concat([last, Buffer.from(said)]))
  }
}

/** JSON with its keys in order: one detail, one text. */
function canonical(detail: AuditDetail): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
}

function entryOf(row: Row): AuditEntry {
  return {
    seq: Number(row['seq']),
    at: Number(row['at']),
    actor: String(row['actor']),
    action: String(row['action']),
    subject: String(row['subject']),
    detail: detailOf(String(row['detail'])),
  }
}

/** A detail that no longer parses was altered: it reads as empty, and `verify` says where. */
function detailOf(text: string): AuditDetail {
  try {
    return JSON.parse(text) as AuditDetail
  } catch {
    return {}
  }
}

function disagrees(head: { seq: number; hash: Uint8Array }, known: AuditHead | undefined): boolean {
  return known !== undefined && head.seq === known.seq && hex(head.hash) !== known.hash
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex')
}

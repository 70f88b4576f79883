import { HOUR, type Millis } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { printable } from '#src/kernel/text.ts'
import type { Tell } from '#src/store/batch.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'
import type { Pending, WriteBehind } from '#src/store/write-behind.ts'
import type { RefusalReason } from './refusal.ts'

/** One Access-Request that was refused. */
export type Refusal = {
  readonly at: Millis
  readonly gateway: string
  readonly userName: string
  readonly reason: RefusalReason
}

const USER_NAME_MAX = 64

/** What one device can write here in an hour: enough to explain it, too little to fill a disk. */
const PER_DEVICE_HOUR_MAX = 50

/** About 100 MB. Devices can be made up, so their share of an hour alone bounds nothing. */
const ROWS_MAX = 1_000_000

/** Between two writes: a flood beyond that is not worth remembering one by one. */
const PENDING_MAX = 4096

type Noted = Refusal & { readonly macHash: Buffer | null }

/** Why phones were not let in, for the administrator who is asked: worth writing, not waiting for. */
export class RefusalStore implements Pending {
  readonly #database: Database
  readonly #keyring: Keyring
  readonly #behind: Pick<WriteBehind, 'catchUp'>
  #noted: Noted[] = []

  constructor(database: Database, keyring: Keyring, behind: Pick<WriteBehind, 'catchUp'>) {
    this.#database = database
    this.#keyring = keyring
    this.#behind = behind
  }

  /** Notes a refusal, to be written unless its device has filled its hour already. */
  record(refusal: Refusal, mac: Mac | undefined): void {
    if (this.#noted.length >= PENDING_MAX) return
    const macHash = mac ? this.#keyring.hash('mac', mac) : null
    const userName = printable(refusal.userName, USER_NAME_MAX)
    this.#noted.push({ ...refusal, userName, macHash })
  }

  get isEmpty(): boolean {
    return this.#noted.length === 0
  }

  leave(): Tell {
    const noted = this.#noted
    this.#noted = []
    return () =>
      noted.map(({ at, gateway, userName, reason, macHash }) => [
        `INSERT INTO refusal (at, gateway, mac_hash, user_name, reason)
         SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (
           SELECT 1 FROM refusal WHERE mac_hash IS ? AND at > ?
           ORDER BY at DESC LIMIT 1 OFFSET ${PER_DEVICE_HOUR_MAX - 1})`,
        ...[at, gateway, macHash, userName, reason],
        ...[macHash, at - HOUR],
      ])
  }

  /** The newest first: of one device, of one gateway, or of all. */
  recent({ mac, gateway, limit }: { mac?: Mac; gateway?: string; limit: number }): Refusal[] {
    const asked = [
      ...(mac ? [{ clause: 'mac_hash = ?', value: this.#keyring.hash('mac', mac) }] : []),
      ...(gateway ? [{ clause: 'gateway = ?', value: gateway }] : []),
    ]
    this.#behind.catchUp()
    // Only what is asked stands in the query: that is how its index is found.
    const where = ['TRUE', ...asked.map(({ clause }) => clause)].join(' AND ')
    return this.#database
      .all<Refusal>(
        `SELECT at, gateway, user_name AS userName, reason FROM refusal
         WHERE ${where} ORDER BY at DESC, id DESC LIMIT ?`,
        ...asked.map(({ value }) => value),
        limit,
      )
      .map((row) => ({ ...row }))
  }

  /** How many were written down since then. */
  countSince(at: Millis): number {
    this.#behind.catchUp()
    const row = this.#database.get<{ n: number }>(
      'SELECT count(*) AS n FROM refusal WHERE at >= ?',
      at,
    )
    return row?.n ?? 0
  }

  /** Removes what was refused before then, and what is more than anyone will ask about. */
  prune(before: Millis): number {
    this.#behind.catchUp()
    const old = this.#database.run('DELETE FROM refusal WHERE at < ?', before).changes
    const newest = '(SELECT max(id) FROM refusal)'
    const sql = `DELETE FROM refusal WHERE id <= ${newest} - ?`
    return old + this.#database.run(sql, ROWS_MAX).changes
  }
}

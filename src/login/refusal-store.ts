import { HOUR, type Millis } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { printable } from '#src/kernel/text.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'
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

/** Why phones were not let in, for the administrator who is asked. Every method is synchronous. */
export class RefusalStore {
  readonly #database: Database
  readonly #keyring: Keyring

  constructor(database: Database, keyring: Keyring) {
    this.#database = database
    this.#keyring = keyring
  }

  /** Writes a refusal down, unless its device has filled its hour already. */
  record({ at, gateway, userName, reason }: Refusal, mac: Mac | undefined): void {
    const macHash = mac ? this.#keyring.hash('mac', mac) : null
    if (this.#isFull(macHash, at)) return
    this.#database.run(
      'INSERT INTO refusal (at, gateway, mac_hash, user_name, reason) VALUES (?, ?, ?, ?, ?)',
      at,
      gateway,
      macHash,
      printable(userName, USER_NAME_MAX),
      reason,
    )
  }

  /** The newest first: of one device, of one gateway, or of all. */
  recent({ mac, gateway, limit }: { mac?: Mac; gateway?: string; limit: number }): Refusal[] {
    const asked = [
      ...(mac ? [{ clause: 'mac_hash = ?', value: this.#keyring.hash('mac', mac) }] : []),
      ...(gateway ? [{ clause: 'gateway = ?', value: gateway }] : []),
    ]
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
    const row = this.#database.get<{ n: number }>(
      'SELECT count(*) AS n FROM refusal WHERE at >= ?',
      at,
    )
    return row?.n ?? 0
  }

  /** Removes what was refused before then, and what is more than anyone will ask about. */
  prune(before: Millis): number {
    const old = this.#database.run('DELETE FROM refusal WHERE at < ?', before).changes
    const newest = '(SELECT max(id) FROM refusal)'
    const sql = `DELETE FROM refusal WHERE id <= ${newest} - ?`
    return old + this.#database.run(sql, ROWS_MAX).changes
  }

  #isFull(macHash: Buffer | null, now: Millis): boolean {
    const nth = this.#database.get<{ at: number }>(
      'SELECT at FROM refusal WHERE mac_hash IS ? ORDER BY at DESC LIMIT 1 OFFSET ?',
      macHash,
      PER_DEVICE_HOUR_MAX - 1,
    )
    return nth !== undefined && now - nth.at < HOUR
  }
}

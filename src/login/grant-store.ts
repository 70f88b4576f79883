import type { Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import { GrantsAtHand } from './grants-at-hand.ts'

/** How a person proved that they may be online. */
export type ProofKind = 'phone-code' | 'voucher' | 'device'

/** A yes: who may be online, on what, where, on which plan, until when. */
export type Grant = {
  readonly id: number
  readonly person: number
  readonly device: number
  readonly gateway: string
  readonly site: string
  readonly plan: string
  readonly proof: ProofKind
  readonly grantedAt: Millis
  readonly expiresAt: Millis
}

/** The columns of a grant, for queries that join `access_grant g`. */
export const GRANT_COLUMNS = `g.id, g.person, g.device, g.gateway, g.site, g.plan, g.proof,
  g.granted_at AS grantedAt, g.expires_at AS expiresAt`

/** Every yes there was. Every method is synchronous. */
export class GrantStore {
  readonly #database: Database
  /** Grants never change once committed; those let in are asked for again when their session begins. */
  readonly #atHand = new GrantsAtHand()

  constructor(database: Database) {
    this.#database = database
  }

  add(grant: Omit<Grant, 'id'>): number {
    return this.#database.run(
      `INSERT INTO access_grant
         (person, device, gateway, site, plan, proof, granted_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      grant.person,
      grant.device,
      grant.gateway,
      grant.site,
      grant.plan,
      grant.proof,
      grant.grantedAt,
      grant.expiresAt,
    ).id
  }

  /** Keeps at hand a grant that is committed: its session is about to begin. */
  keep(grant: Grant): void {
    this.#atHand.keep(grant)
  }

  find(id: number): Grant | undefined {
    const known = this.#atHand.find(id)
    if (known) return known
    const row = this.#database.get<Grant>(
      `SELECT ${GRANT_COLUMNS} FROM access_grant g WHERE g.id = ?`,
      id,
    )
    return row && grantOfRow(row)
  }

  /** The same for whoever asks again and again: it stays at hand. Not to be asked in a transaction. */
  hold(id: number): Grant | undefined {
    const known = this.#atHand.find(id)
    if (known) return known
    const read = this.find(id)
    if (read) this.keep(read)
    return read
  }

  /** When the nth newest grant of a device was given: what a limit of n within a time asks. */
  nthNewest(device: number, n: number): Millis | undefined {
    const row = this.#database.get<{ at: Millis }>(
      `SELECT granted_at AS at FROM access_grant WHERE device = ?
       ORDER BY granted_at DESC LIMIT 1 OFFSET ?`,
      device,
      n - 1,
    )
    return row?.at
  }
}

/** The grant of a row of those columns, whatever else it has. */
export function grantOfRow(row: Grant): Grant {
  return {
    id: row.id,
    person: row.person,
    device: row.device,
    gateway: row.gateway,
    site: row.site,
    plan: row.plan,
    proof: row.proof,
    grantedAt: row.grantedAt,
    expiresAt: row.expiresAt,
  }
}

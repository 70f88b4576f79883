import { AtHand, unboxed } from '#src/kernel/at-hand.ts'
import type { Millis } from '#src/kernel/clock.ts'
import { Names } from '#src/kernel/names.ts'
import type { Database } from '#src/store/database.ts'

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

/** Grants at hand: of all who may come back together when their power does. About 9 MB of them. */
export const GRANTS_AT_HAND = 131_072

/** The fields of a row, in this order. */
const [PERSON, DEVICE, GRANTED_AT, EXPIRES_AT, GATEWAY, SITE, PLAN, PROOF] = [
  0, 1, 2, 3, 4, 5, 6, 7,
]
const FIELDS = 8

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
    return this.#atHand.find(id) ?? this.#read(id)
  }

  /** The same for whoever asks again and again: it stays at hand. Not to be asked in a transaction. */
  hold(id: number): Grant | undefined {
    const known = this.#atHand.find(id)
    if (known) return known
    const read = this.#read(id)
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

  #read(id: number): Grant | undefined {
    const row = this.#database.get<Grant>(
      `SELECT ${GRANT_COLUMNS} FROM access_grant g WHERE g.id = ?`,
      id,
    )
    return row && grantOfRow(row)
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

/**
 * Grants without asking the database. There are few gateways, sites and plans, and their names are kept as
 * long as the process.
 */
class GrantsAtHand {
  readonly #rows = new AtHand(GRANTS_AT_HAND, FIELDS)
  readonly #names = new Names()

  keep(grant: Grant): void {
    const names = this.#names
    const { fields } = this.#rows
    const at = this.#rows.place(grant.id)
    fields[at + PERSON] = grant.person
    fields[at + DEVICE] = grant.device
    fields[at + GRANTED_AT] = grant.grantedAt
    fields[at + EXPIRES_AT] = grant.expiresAt
    fields[at + GATEWAY] = names.numberOf(grant.gateway)
    fields[at + SITE] = names.numberOf(grant.site)
    fields[at + PLAN] = names.numberOf(grant.plan)
    fields[at + PROOF] = names.numberOf(grant.proof)
  }

  find(id: number): Grant | undefined {
    const at = this.#rows.find(id)
    if (at === undefined) return undefined
    const names = this.#names
    const field = (n: number) => unboxed(this.#rows.fields[at + n] as number)
    return {
      id,
      person: field(PERSON),
      device: field(DEVICE),
      gateway: names.nameOf(field(GATEWAY)),
      site: names.nameOf(field(SITE)),
      plan: names.nameOf(field(PLAN)),
      proof: names.nameOf(field(PROOF)) as ProofKind,
      grantedAt: field(GRANTED_AT),
      expiresAt: field(EXPIRES_AT),
    }
  }
}

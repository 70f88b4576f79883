import type { Millis } from '#src/kernel/clock.ts'
import { Recent } from '#src/kernel/recent.ts'
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

/** A one-time RADIUS user name and the grant it stands for. */
export type CredentialRow = {
  readonly grant: Grant
  /** The keyed hash of the device's MAC: see `PeopleStore`. */
  readonly macHash: Uint8Array
  readonly expiresAt: Millis
  readonly usedAt: Millis | undefined
}

const COLUMNS = `g.id, g.person, g.device, g.gateway, g.site, g.plan, g.proof,
  g.granted_at AS grantedAt, g.expires_at AS expiresAt`

type CredentialColumns = Grant & {
  readonly credentialExpiresAt: Millis
  readonly usedAt: Millis | null
  readonly macHash: Uint8Array
}

/** About 10 MB of grants. */
const RECENT_MAX = 32_768

/** Grants, and the credentials that turn one into an Access-Accept. Every method is synchronous. */
export class GrantStore {
  readonly #database: Database
  /** Grants never change once committed; those let in are asked for again when their session begins. */
  readonly #recent = new Recent<number, Grant>(RECENT_MAX)

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

  find(id: number): Grant | undefined {
    const known = this.#recent.get(id)
    if (known) return known
    const row = this.#database.get<Grant>(
      `SELECT ${COLUMNS} FROM access_grant g WHERE g.id = ?`,
      id,
    )
    return row && grantOfRow(row)
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

  /** `usedAt` when nobody is to use it any more. */
  addCredential(userName: string, grant: number, expiresAt: Millis, usedAt?: Millis): void {
    this.#database.run(
      'INSERT INTO credential (user_name, access_grant, expires_at, used_at) VALUES (?, ?, ?, ?)',
      userName,
      grant,
      expiresAt,
      usedAt ?? null,
    )
  }

  credential(userName: string): CredentialRow | undefined {
    const row = this.#database.get<CredentialColumns>(
      `SELECT ${COLUMNS}, c.expires_at AS credentialExpiresAt, c.used_at AS usedAt,
         d.mac_hash AS macHash
       FROM credential c JOIN access_grant g ON g.id = c.access_grant
         JOIN device d ON d.id = g.device
       WHERE c.user_name = ?`,
      userName,
    )
    if (!row) return undefined
    const grant = grantOfRow(row)
    this.#recent.set(grant.id, grant)
    const { macHash, credentialExpiresAt: expiresAt, usedAt } = row
    return { grant, macHash, expiresAt, usedAt: usedAt ?? undefined }
  }

  /** Grants let in since then whose session nobody has reported, in the order they were let in. */
  arriving(since: Millis): { readonly grant: Grant; readonly usedAt: Millis }[] {
    // A credential is used before it ends, so its end finds it by an index.
    const rows = this.#database.all<Grant & { usedAt: Millis }>(
      `SELECT ${COLUMNS}, c.used_at AS usedAt
       FROM credential c JOIN access_grant g ON g.id = c.access_grant
       WHERE c.expires_at > ?1 AND c.used_at > ?1
         AND NOT EXISTS (SELECT 1 FROM session s WHERE s.access_grant = g.id)
       ORDER BY c.used_at`,
      since,
    )
    return rows.map(({ usedAt, ...grant }) => ({ grant, usedAt }))
  }

  /** Removes credentials that ended before then. Grants stay: sessions and reports name them. */
  pruneCredentials(before: Millis): number {
    return this.#database.run('DELETE FROM credential WHERE expires_at < ?', before).changes
  }
}

/** Field by field, not by spreading: every Access-Request comes through here. */
function grantOfRow(row: Grant): Grant {
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

import type { Millis } from '#src/kernel/clock.ts'
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
  readonly expiresAt: Millis
  readonly usedAt: Millis | undefined
}

const COLUMNS = `g.id, g.person, g.device, g.gateway, g.site, g.plan, g.proof,
  g.granted_at AS grantedAt, g.expires_at AS expiresAt`

/** Grants, and the credentials that turn one into an Access-Accept. Every method is synchronous. */
export class GrantStore {
  readonly #database: Database

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
    const row = this.#database.get<Grant>(
      `SELECT ${COLUMNS} FROM access_grant g WHERE g.id = ?`,
      id,
    )
    return row && { ...row }
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
    const row = this.#database.get<Grant & { credentialExpiresAt: number; usedAt: number | null }>(
      `SELECT ${COLUMNS}, c.expires_at AS credentialExpiresAt, c.used_at AS usedAt
       FROM credential c JOIN access_grant g ON g.id = c.access_grant WHERE c.user_name = ?`,
      userName,
    )
    if (!row) return undefined
    const { credentialExpiresAt, usedAt, ...grant } = row
    return { grant, expiresAt: credentialExpiresAt, usedAt: usedAt ?? undefined }
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

import type { Credential } from '#src/hotspot/visit.ts'
import type { Millis } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { Recent } from '#src/kernel/recent.ts'
import { WideMap } from '#src/kernel/wide-map.ts'
import type { Tell } from '#src/store/batch.ts'
import type { Database } from '#src/store/database.ts'
import type { Book, Journal } from '#src/store/journal.ts'
import type { Keyring } from '#src/store/keyring.ts'
import type { Pending } from '#src/store/write-behind.ts'
import { passwordOf } from './credential.ts'
import type { GrantClasses } from './grant-class.ts'
import { GRANT_COLUMNS, type Grant, type GrantStore, grantOfRow } from './grant-store.ts'
import { CREDENTIAL_LIFE } from './limits.ts'

/** What a one-time credential opens, and for whom. */
export type HeldCredential = {
  readonly grant: Grant
  readonly password: string
  /** The device it was given to; nothing when its owner has since been forgotten. */
  readonly mac: Mac | undefined
  readonly expiresAt: Millis
}

type CredentialRow = Grant & {
  readonly macSealed: Uint8Array
  readonly credentialExpiresAt: Millis
  readonly usedAt: Millis | null
}

/** More than a minute of the busiest hour; each is forgotten when it is used, or of no more use. */
const AT_HAND_MAX = 262_144

/**
 * The one-time credentials that turn a grant into an Access-Accept.
 *
 * One is on disk before it is handed out, and kept at hand besides: its Access-Request a moment later
 * costs no query and no hash. Its use is in the journal before anybody is let in by it, so it opens
 * once, even across a crash; and from the moment it is asked for here, so two gateways that ask at once
 * do not both get a yes.
 */
export class CredentialStore implements Pending {
  readonly #database: Database
  readonly #keyring: Keyring
  readonly #grants: GrantStore
  readonly #classes: GrantClasses
  readonly #book: Book
  /** By user name, as text: what is in it are a dozen objects, which every full collection would walk. */
  readonly #atHand = new Recent<string, string>(AT_HAND_MAX, CREDENTIAL_LIFE)
  /** Uses that are not on disk yet, by grant. */
  readonly #opening = new WideMap<true>()
  /** Uses the journal holds and the database does not yet: those that wait, and those on their way. */
  #used = new WideMap<Millis>()
  #leaving = new WideMap<Millis>()

  constructor(
    database: Database,
    {
      keyring,
      journal,
      grants,
      classes,
    }: {
      readonly keyring: Keyring
      readonly journal: Pick<Journal, 'book'>
      readonly grants: GrantStore
      readonly classes: GrantClasses
    },
  ) {
    this.#database = database
    this.#keyring = keyring
    this.#grants = grants
    this.#classes = classes
    this.#book = journal.book('u', (entry) => {
      const [grant, at]: [number, Millis] = JSON.parse(entry)
      this.#used.set(grant, at)
    })
  }

  /** Writes down the credential of a grant, for one device. Runs inside a transaction. */
  add({ userName, password }: Credential, grant: Grant, mac: Mac, expiresAt: Millis): void {
    this.#insert(userName, grant.id, expiresAt)
    // Should the transaction fail, this is the memory of a name that nobody was told.
    this.#atHand.set(userName, textOf({ grant, password, mac, expiresAt }))
    // Computed where nobody waits for it: it is at hand when the gateway asks.
    this.#classes.of(grant.id, grant.gateway)
  }

  /** Writes down that a grant needs no credential: its device is in. Runs inside a transaction. */
  addUsed(userName: string, grant: number, expiresAt: Millis, usedAt: Millis): void {
    this.#insert(userName, grant, expiresAt, usedAt)
  }

  /** What goes by that name, or that it opened already, or nothing. */
  find(userName: string): HeldCredential | 'used' | undefined {
    const text = this.#atHand.get(userName)
    const held = text === undefined ? this.#read(userName) : heldOf(text)
    if (!held || held === 'used') return held
    const { id } = held.grant
    return this.#isUsed(id) ? 'used' : held
  }

  /** Resolves once the disk holds it. When it rejects, the credential is as unused as before. */
  async use(userName: string, { grant }: HeldCredential, at: Millis): Promise<void> {
    const { id } = grant
    this.#opening.set(id, true)
    try {
      await this.#book.write(JSON.stringify([id, at]), () => this.#used.set(id, at))
      this.#atHand.delete(userName)
      this.#grants.keep(grant)
    } finally {
      this.#opening.delete(id)
    }
  }

  /** Grants let in since then whose session nobody has reported, in the order they were let in. */
  arriving(since: Millis): { readonly grant: Grant; readonly usedAt: Millis }[] {
    // A credential is used before it ends, so its end finds it by an index.
    const rows = this.#database.all<Grant & { usedAt: Millis }>(
      `SELECT ${GRANT_COLUMNS}, c.used_at AS usedAt
       FROM credential c JOIN access_grant g ON g.id = c.access_grant
       WHERE c.expires_at > ?1 AND c.used_at > ?1
         AND NOT EXISTS (SELECT 1 FROM session s WHERE s.access_grant = g.id)
       ORDER BY c.used_at`,
      since,
    )
    return rows.map((row) => ({ grant: grantOfRow(row), usedAt: row.usedAt }))
  }

  /** Removes credentials that ended before then. Grants stay: sessions and reports name them. */
  prune(before: Millis): number {
    return this.#database.run('DELETE FROM credential WHERE expires_at < ?', before).changes
  }

  get isEmpty(): boolean {
    return this.#used.size === 0
  }

  leave(): Tell {
    const leaving = this.#used
    this.#used = this.#leaving
    this.#leaving = leaving
    return () =>
      leaving
        .entries()
        .map(([grant, at]) => [
          'UPDATE credential SET used_at = ? WHERE access_grant = ?',
          at,
          grant,
        ])
  }

  written(): void {
    this.#leaving.clear()
  }

  #isUsed(grant: number): boolean {
    return this.#opening.has(grant) || this.#used.has(grant) || this.#leaving.has(grant)
  }

  #insert(userName: string, grant: number, expiresAt: Millis, usedAt?: Millis): void {
    this.#database.run(
      'INSERT INTO credential (access_grant, user_name, expires_at, used_at) VALUES (?, ?, ?, ?)',
      grant,
      userName,
      expiresAt,
      usedAt ?? null,
    )
  }

  #read(userName: string): HeldCredential | 'used' | undefined {
    const row = this.#database.get<CredentialRow>(
      `SELECT ${GRANT_COLUMNS}, c.expires_at AS credentialExpiresAt, c.used_at AS usedAt,
         d.mac_sealed AS macSealed
       FROM credential c JOIN access_grant g ON g.id = c.access_grant
         JOIN device d ON d.id = g.device
       WHERE c.user_name = ?`,
      userName,
    )
    if (!row) return undefined
    if (row.usedAt !== null) return 'used'
    const grant = grantOfRow(row)
    return {
      grant,
      password: passwordOf(this.#keyring, userName),
      mac: this.#keyring.open('mac', 'device', row.macSealed) as Mac | undefined,
      expiresAt: row.credentialExpiresAt,
    }
  }
}

/** In the order that `heldOf` reads: without the names it takes half the room, and half the time. */
function textOf({ grant, password, mac, expiresAt }: HeldCredential): string {
  const { id, person, device, gateway, site, plan, proof, grantedAt } = grant
  const whose = [id, person, device, gateway, site, plan, proof, grantedAt, grant.expiresAt]
  return JSON.stringify([...whose, password, mac, expiresAt])
}

function heldOf(text: string): HeldCredential {
  const [
    id,
    person,
    device,
    gateway,
    site,
    plan,
    proof,
    grantedAt,
    ends,
    password,
    mac,
    expiresAt,
  ] = JSON.parse(text)
  const grant = { id, person, device, gateway, site, plan, proof, grantedAt, expiresAt: ends }
  return { grant, password, mac, expiresAt }
}

import { type Clock, MINUTE } from '#src/kernel/clock.ts'
import { type Entropy, randomId } from '#src/kernel/random.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'
import { SESSION_IDLE, SESSION_LIFETIME } from './officer.ts'

/** How often use of a session is written down: reading pages should not write to disk. */
const TOUCH_EVERY = MINUTE

type Held = { readonly officer: string; readonly created_at: number; readonly last_seen_at: number }

/**
 * Who is signed in to the console. The cookie holds 128 random bits; only their keyed hash is kept, so
 * a copy of the database signs nobody in.
 */
export class OfficerSessionStore {
  readonly #database: Database
  readonly #keyring: Keyring
  readonly #clock: Clock
  readonly #entropy: Entropy

  constructor(
    database: Database,
    { keyring, clock, entropy }: { keyring: Keyring; clock: Clock; entropy: Entropy },
  ) {
    this.#database = database
    this.#keyring = keyring
    this.#clock = clock
    this.#entropy = entropy
  }

  /** Begins a session and gives its token, which is never seen again. Sweeps out those that ended. */
  begin(officer: string): string {
    const token = randomId(this.#entropy)
    const now = this.#clock()
    this.#database.transaction(() => {
      this.#database.run(
        'DELETE FROM officer_session WHERE last_seen_at <= ? OR created_at <= ?',
        now - SESSION_IDLE,
        now - SESSION_LIFETIME,
      )
      this.#database.run(
        `INSERT INTO officer_session (token_hash, officer, created_at, last_seen_at)
         VALUES (?, ?, ?, ?)`,
        this.#hash(token),
        officer,
        now,
        now,
      )
    })
    return token
  }

  /** Whose session this is, while it lasts. `isUse` keeps it from going idle; a live page's look does not. */
  officerOf(token: string, { isUse }: { isUse: boolean }): string | undefined {
    const hash = this.#hash(token)
    const held = this.#database.get<Held>(
      'SELECT officer, created_at, last_seen_at FROM officer_session WHERE token_hash = ?',
      hash,
    )
    const now = this.#clock()
    if (!held || now - held.last_seen_at >= SESSION_IDLE) return undefined
    if (now - held.created_at >= SESSION_LIFETIME) return undefined
    if (isUse && now - held.last_seen_at >= TOUCH_EVERY) {
      this.#database.run(
        'UPDATE officer_session SET last_seen_at = ? WHERE token_hash = ?',
        now,
        hash,
      )
    }
    return held.officer
  }

  end(token: string): void {
    this.#database.run('DELETE FROM officer_session WHERE token_hash = ?', this.#hash(token))
  }

  /** Signs an officer out everywhere; says of how many places. */
  endAllOf(officer: string): number {
    return this.#database.run('DELETE FROM officer_session WHERE officer = ?', officer).changes
  }

  #hash(token: string): Buffer {
    return this.#keyring.hash('officer-session', token)
  }
}

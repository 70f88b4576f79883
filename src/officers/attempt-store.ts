import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'

/** Mistakes anyone makes before waiting begins. */
const FREE_TRIES = 3
/**
 * The longest anyone is made to wait. Never a lock: a stranger who keeps guessing must not keep the
 * officer out for longer, and at two guesses a minute twelve characters and a second factor hold.
 */
const WAIT_MAX: Millis = 30 * SECOND

/**
 * No code is taken from further ahead (RFC 6238 §5.2): a spent step that is was spent by a clock since
 * set back, and must not keep an officer out until it comes round.
 */
const STEPS_AHEAD_MAX = 2

/** At one try in half a minute each, far fewer passwords than a core can hash. */
const STRANGER_ROWS = 64

/** Whether a try may be made now. */
export type Try =
  | { readonly kind: 'go'; readonly failures: number }
  | { readonly kind: 'wait'; readonly retryAfterMs: Millis }

type Attempts = { readonly failures: number; readonly retry_after: number }

/** How long to wait after this many failures: nothing, then 2, 4, 8, 16, 30 seconds. */
function waitAfter(failures: number): Millis {
  if (failures < FREE_TRIES) return 0
  return Math.min(SECOND * 2 ** Math.min(failures - FREE_TRIES + 1, 10), WAIT_MAX)
}

/** Slows guessing down, by the name that was typed, over every connection and restart alike. */
export class AttemptStore {
  readonly #database: Database
  readonly #keyring: Keyring
  readonly #clock: Clock

  constructor(database: Database, { keyring, clock }: { keyring: Keyring; clock: Clock }) {
    this.#database = database
    this.#keyring = keyring
    this.#clock = clock
  }

  /**
   * Counts a try as failed before it is judged, so that guesses sent at once cannot all be first.
   * `clear` takes it back when it was right.
   */
  begin(key: string): Try {
    return this.#database.transaction(() => {
      const { failures, retry_after } = this.#of(key)
      const now = this.#clock()
      const retryAfterMs = retry_after - now
      if (retryAfterMs > 0 && retryAfterMs <= WAIT_MAX) return { kind: 'wait', retryAfterMs }
      this.#database.run(
        `INSERT INTO officer_attempt (officer, failures, retry_after) VALUES (?1, ?2, ?3)
         ON CONFLICT (officer) DO UPDATE SET failures = ?2, retry_after = ?3`,
        key,
        failures + 1,
        now + waitAfter(failures + 1),
      )
      return { kind: 'go', failures: failures + 1 }
    })
  }

  /** Forgives the failures, and spends the one-time code of this step. False when it was spent already. */
  clear(key: string, totpStep: number): boolean {
    return (
      this.#database.run(
        `UPDATE officer_attempt SET failures = 0, retry_after = 0, totp_step_used = ?2
         WHERE officer = ?1 AND (totp_step_used < ?2 OR totp_step_used > ?2 + ?3)`,
        key,
        totpStep,
        STEPS_AHEAD_MAX,
      ).changes === 1
    )
  }

  /** Forgets all about an officer who starts anew with a new authenticator. */
  reset(officer: string, totpStep: number): void {
    this.#database.run(
      `INSERT INTO officer_attempt (officer, totp_step_used) VALUES (?1, ?2)
       ON CONFLICT (officer) DO UPDATE SET failures = 0, retry_after = 0, totp_step_used = ?2`,
      officer,
      totpStep,
    )
  }

  /**
   * Where tries for a name nobody has are counted. They wait as officers do, so waiting tells nothing;
   * all such names share few rows, so strangers cannot fill the disk with them, nor keep more than two
   * hashes a second from officers.
   */
  strangerKey(typed: string): string {
    const [octet = 0] = this.#keyring.hash('officer-session', `stranger/${typed}`)
    return `?${octet % STRANGER_ROWS}`
  }

  #of(key: string): Attempts {
    const known = this.#database.get<Attempts>(
      'SELECT failures, retry_after FROM officer_attempt WHERE officer = ?',
      key,
    )
    return known ?? { failures: 0, retry_after: 0 }
  }
}

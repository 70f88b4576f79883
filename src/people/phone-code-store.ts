import { timingSafeEqual } from 'node:crypto'
import type { Millis } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { Phone } from '#src/kernel/phone.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'

/** Wrong codes one code survives. With six digits and five codes a day: 25 guesses in a million. */
export const TRIES_MAX = 5

/** Whose code it is: a code sent to a number answers only on the device that asked for it. */
export type Holder = { readonly phone: Phone; readonly mac: Mac }

/** What sending is counted by. Never by address alone: everybody behind a gateway shares one. */
export type CodeKey = RowKey | { readonly by: 'city' }

type RowKey =
  | { readonly by: 'phone'; readonly value: Phone }
  | { readonly by: 'device'; readonly value: Mac }
  | { readonly by: 'visit' | 'gateway'; readonly value: string }

/** What trying a code can come to. A wrong one has cost a try, even if it arrives with 49 others. */
export type CodeTrial =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  /** None was sent, or it is used, too old, or out of tries: ask for another. */
  | { readonly kind: 'expired' }

/**
 * One-time codes sent by SMS. Holds keyed hashes only: before consent nothing here can be turned back
 * into a number, an address or a code.
 *
 * Every method is synchronous and joins a running transaction.
 */
export class PhoneCodeStore {
  readonly #database: Database
  readonly #keyring: Keyring

  constructor(database: Database, keyring: Keyring) {
    this.#database = database
    this.#keyring = keyring
  }

  /** Writes down a code about to be sent. The holder's earlier codes stop working. */
  add(
    holder: Holder,
    sent: {
      readonly code: string
      readonly visit: string
      readonly gateway: string
      readonly at: Millis
      readonly expiresAt: Millis
    },
  ): number {
    const holderHash = this.#holderHash(holder)
    this.#database.run(
      'UPDATE phone_code SET expires_at = ?1 WHERE holder_hash = ?2 AND expires_at > ?1',
      sent.at,
      holderHash,
    )
    return this.#database.run(
      `INSERT INTO phone_code
         (phone_hash, holder_hash, device_hash, visit, gateway, code_hash, sent_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      this.#keyring.hash('phone', holder.phone),
      holderHash,
      this.#keyring.hash('phone-code', holder.mac),
      sent.visit,
      sent.gateway,
      this.#codeHash(holder, sent.code),
      sent.at,
      sent.expiresAt,
    ).id
  }

  /** A code that never left the building: it opens nothing, but its sending still counts. */
  withdraw(id: number, now: Millis): void {
    this.#database.run('UPDATE phone_code SET expires_at = ? WHERE id = ?', now, id)
  }

  /** When the holder's working code was sent; nothing when there is none. */
  liveSince(holder: Holder, now: Millis): Millis | undefined {
    return this.#live(holder, now)?.sent_at
  }

  /** Evaluates one code, once. The right one is used up by it. */
  attempt(holder: Holder, code: string, now: Millis): CodeTrial {
    const given = this.#codeHash(holder, code)
    return this.#database.transaction<CodeTrial>(() => {
      const live = this.#live(holder, now)
      if (!live) return { kind: 'expired' }

      const isRight = timingSafeEqual(given, live.code_hash)
      this.#database.run(
        'UPDATE phone_code SET tries = tries + 1, used_at = ? WHERE id = ?',
        isRight ? now : null,
        live.id,
      )
      return isRight ? { kind: 'right' } : { kind: 'wrong', triesLeft: TRIES_MAX - live.tries - 1 }
    })
  }

  /** When the nth newest of these codes was sent: what a limit of n within a time asks. */
  nthNewest(key: CodeKey, n: number): Millis | undefined {
    const row =
      key.by === 'city'
        ? this.#database.get<{ sent_at: number }>(NTH_NEWEST.city, n - 1)
        : this.#database.get<{ sent_at: number }>(NTH_NEWEST[key.by], this.#stored(key), n - 1)
    return row?.sent_at
  }

  /** Removes codes sent before then. */
  prune(before: Millis): number {
    return this.#database.run('DELETE FROM phone_code WHERE sent_at < ?', before).changes
  }

  #live(holder: Holder, now: Millis) {
    return this.#database.get<{
      id: number
      code_hash: Uint8Array
      tries: number
      sent_at: number
    }>(
      `SELECT id, code_hash, tries, sent_at FROM phone_code
       WHERE holder_hash = ? AND expires_at > ? AND used_at IS NULL AND tries < ?
       ORDER BY sent_at DESC, id DESC LIMIT 1`,
      this.#holderHash(holder),
      now,
      TRIES_MAX,
    )
  }

  #stored(key: RowKey): string | Buffer {
    switch (key.by) {
      case 'phone':
        return this.#keyring.hash('phone', key.value)
      case 'device':
        return this.#keyring.hash('phone-code', key.value)
      case 'visit':
      case 'gateway':
        return key.value
    }
  }

  #holderHash({ phone, mac }: Holder): Buffer {
    return this.#keyring.hash('phone-code', `${phone} ${mac}`)
  }

  #codeHash({ phone, mac }: Holder, code: string): Buffer {
    return this.#keyring.hash('phone-code', `${phone} ${mac} ${code}`)
  }
}

const NTH = 'ORDER BY sent_at DESC LIMIT 1 OFFSET ?'
const NTH_NEWEST = {
  phone: `SELECT sent_at FROM phone_code WHERE phone_hash = ? ${NTH}`,
  device: `SELECT sent_at FROM phone_code WHERE device_hash = ? ${NTH}`,
  visit: `SELECT sent_at FROM phone_code WHERE visit = ? ${NTH}`,
  gateway: `SELECT sent_at FROM phone_code WHERE gateway = ? ${NTH}`,
  city: `SELECT sent_at FROM phone_code ${NTH}`,
} as const

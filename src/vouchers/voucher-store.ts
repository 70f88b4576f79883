import { assert } from '#src/kernel/assert.ts'
import type { Clock, Millis } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Entropy } from '#src/kernel/random.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'
import { newVoucherCode, parseVoucherCode, type VoucherCode } from './voucher.ts'

/** Vouchers issued together: one sheet, one plan, one last day. */
export type VoucherBatch = {
  readonly id: number
  readonly plan: string
  readonly note: string
  readonly issuedBy: string
  readonly issuedAt: Millis
  readonly expiresAt: Millis
  readonly count: number
  readonly redeemed: number
}

/** What is decided about a batch before it is issued. */
export type BatchDraft = Pick<VoucherBatch, 'plan' | 'note' | 'issuedBy' | 'expiresAt'> & {
  /** 1 to `BATCH_COUNT_MAX`. */
  readonly count: number
}

/** A sheet somebody will print and cut: more is another batch. */
export const BATCH_COUNT_MAX = 1000

/** What a voucher gives its holder. */
export type VoucherRight = {
  readonly person: number
  readonly plan: string
  readonly expiresAt: Millis
}

/** What trying a code can come to. */
export type Redemption =
  | ({ readonly kind: 'redeemed'; readonly device: number } & VoucherRight)
  | { readonly kind: 'unknown' }
  | { readonly kind: 'spent' }
  | { readonly kind: 'expired' }

type VoucherRow = {
  readonly id: number
  readonly person: number | null
  readonly device: number | null
  readonly plan: string
  readonly expires_at: number
}

/**
 * Access codes on paper. Looked up by keyed hash; sealed beside it only so that a sheet can be printed
 * again. Every method is synchronous and joins a running transaction.
 */
export class VoucherStore {
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

  /** Issues a batch: all of its codes, or none. */
  issue({ plan, note, issuedBy, expiresAt, count }: BatchDraft): {
    readonly batch: VoucherBatch
    readonly codes: readonly VoucherCode[]
  } {
    assert(count >= 1 && count <= BATCH_COUNT_MAX, `a batch has 1 to ${BATCH_COUNT_MAX} vouchers`)
    const codes = Array.from({ length: count }, () => newVoucherCode(this.#entropy))
    const issuedAt = this.#clock()
    const id = this.#database.transaction(() => {
      const batch = this.#database.run(
        `INSERT INTO voucher_batch (plan, note, issued_by, issued_at, expires_at)
         VALUES (?, ?, ?, ?, ?)`,
        plan,
        note,
        issuedBy,
        issuedAt,
        expiresAt,
      ).id
      for (const code of codes) this.#add(batch, code)
      return batch
    })
    return {
      batch: { id, plan, note, issuedBy, issuedAt, expiresAt, count, redeemed: 0 },
      codes,
    }
  }

  /** Every batch, newest first. */
  batches(): VoucherBatch[] {
    const sql = `${BATCHES} GROUP BY b.id ORDER BY b.id DESC`
    return this.#database.all<VoucherBatch>(sql).map((row) => ({ ...row }))
  }

  find(batch: number): VoucherBatch | undefined {
    const sql = `${BATCHES} WHERE b.id = ? GROUP BY b.id`
    const row = this.#database.get<VoucherBatch>(sql, batch)
    return row && { ...row }
  }

  /** How many vouchers for a plan have not ended: brought already or still on paper. */
  countGood(plan: string): number {
    const row = this.#database.get<{ n: number }>(
      `SELECT count(*) AS n FROM voucher_batch b JOIN voucher v ON v.batch = b.id
       WHERE b.plan = ? AND b.expires_at > ?`,
      plan,
      this.#clock(),
    )
    return row?.n ?? 0
  }

  /** The codes of a batch in the order they were issued, to print. */
  codesOf(batch: number): VoucherCode[] {
    return this.#database
      .all<{ code_sealed: Uint8Array }>(
        'SELECT code_sealed FROM voucher WHERE batch = ? ORDER BY id',
        batch,
      )
      .map(({ code_sealed }) => {
        const code = this.#keyring.open('voucher', `batch/${batch}`, code_sealed)
        const parsed = parseVoucherCode(code)
        if (!parsed) throw unreadable(batch)
        return parsed
      })
  }

  /**
   * Gives a code to the first device that brings it. The same device may come back with it until it
   * expires; to another it is spent.
   *
   * `device` is who asks, if it is known. `claim` names the holder of a code that is still free; it runs
   * only then, in the same transaction.
   */
  redeem(
    code: VoucherCode,
    device: number | undefined,
    claim: () => { readonly person: number; readonly device: number },
  ): Redemption {
    const hash = this.#keyring.hash('voucher', code)
    return this.#database.transaction<Redemption>(() => {
      const row = this.#database.get<VoucherRow>(
        `SELECT v.id, v.person, v.device, b.plan, b.expires_at
         FROM voucher v JOIN voucher_batch b ON b.id = v.batch WHERE v.code_hash = ?`,
        hash,
      )
      if (!row) return { kind: 'unknown' }
      const right = { kind: 'redeemed', plan: row.plan, expiresAt: row.expires_at } as const
      if (row.person !== null && row.device !== null && row.device !== device)
        return { kind: 'spent' }
      if (row.expires_at <= this.#clock()) return { kind: 'expired' }
      if (row.person !== null && row.device !== null)
        return { ...right, person: row.person, device: row.device }

      const holder = claim()
      this.#database.run(
        'UPDATE voucher SET person = ?, device = ?, redeemed_at = ? WHERE id = ?',
        holder.person,
        holder.device,
        this.#clock(),
        row.id,
      )
      return { ...right, ...holder }
    })
  }

  /** What a person known by a voucher may have; nothing for somebody who never brought one. */
  heldBy(person: number): VoucherRight | undefined {
    const row = this.#database.get<VoucherRight>(
      `SELECT v.person, b.plan, b.expires_at AS expiresAt
       FROM voucher v JOIN voucher_batch b ON b.id = v.batch
       WHERE v.person = ? ORDER BY b.expires_at DESC LIMIT 1`,
      person,
    )
    return row && { ...row }
  }

  /** Counts a code nobody issued. */
  miss({ visit, gateway }: { readonly visit: string; readonly gateway: string }): void {
    this.#database.run(
      'INSERT INTO voucher_miss (visit, gateway, at) VALUES (?, ?, ?)',
      visit,
      gateway,
      this.#clock(),
    )
  }

  /** When the nth newest miss of a visit or gateway was: what a limit of n within a time asks. */
  nthNewestMiss(by: 'visit' | 'gateway', value: string, n: number): Millis | undefined {
    return this.#database.get<{ at: number }>(NTH_NEWEST_MISS[by], value, n - 1)?.at
  }

  /** Removes misses counted before then. */
  pruneMisses(before: Millis): number {
    return this.#database.run('DELETE FROM voucher_miss WHERE at < ?', before).changes
  }

  #add(batch: number, code: VoucherCode): void {
    this.#database.run(
      'INSERT INTO voucher (batch, code_hash, code_sealed) VALUES (?, ?, ?)',
      batch,
      this.#keyring.hash('voucher', code),
      this.#keyring.seal('voucher', `batch/${batch}`, code),
    )
  }
}

const BATCHES = `SELECT b.id, b.plan, b.note, b.issued_by AS issuedBy, b.issued_at AS issuedAt,
  b.expires_at AS expiresAt, count(v.id) AS count, count(v.redeemed_at) AS redeemed
  FROM voucher_batch b LEFT JOIN voucher v ON v.batch = b.id`

const NTH_NEWEST_MISS = {
  visit: 'SELECT at FROM voucher_miss WHERE visit = ? ORDER BY at DESC LIMIT 1 OFFSET ?',
  gateway: 'SELECT at FROM voucher_miss WHERE gateway = ? ORDER BY at DESC LIMIT 1 OFFSET ?',
} as const

function unreadable(batch: number): Fault {
  return new Fault('store/corrupt', {
    says: `the codes of voucher batch ${batch} do not open with this key file; is it the right one?`,
  })
}

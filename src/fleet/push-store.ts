import { MINUTE, type Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'

/** What a push came to. `unknown` is an outcome: something was sent, and we could not look again. */
export type PushOutcome = 'applied' | 'unchanged' | 'refused' | 'failed' | 'unknown'

/** A step as it is kept: for people, secrets left out. */
export type PushStep = {
  readonly line: string
  readonly state: 'waiting' | 'taken' | 'left'
}

export type Push = {
  readonly id: number
  readonly gateway: string
  readonly actor: string
  readonly startedAt: Millis
  readonly finishedAt: Millis | undefined
  readonly outcome: PushOutcome | undefined
  /** One English sentence about the outcome. */
  readonly says: string
  readonly steps: readonly PushStep[]
}

export type PushStart =
  | { readonly kind: 'started'; readonly id: number }
  | { readonly kind: 'busy'; readonly by: Push }

/** How long a push may be silent before it is taken for abandoned: its program stopped. */
export const LEASE_MS: Millis = 2 * MINUTE

const COLUMNS = `id, gateway, actor, started_at AS startedAt, finished_at AS finishedAt,
  outcome, says, steps`

type PushRow = Omit<Push, 'steps' | 'outcome' | 'finishedAt'> & {
  readonly finishedAt: number | null
  readonly outcome: PushOutcome | null
  readonly steps: string
}

/** What was sent to devices. At most one push a gateway is under way, across all our processes. */
export class PushStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Takes the gateway's lease, unless another push holds it. An abandoned one is closed as unknown. */
  start(gateway: string, actor: string, now: Millis): PushStart {
    return this.#database.transaction((): PushStart => {
      this.#database.run(
        `UPDATE push SET finished_at = lease_until, outcome = 'unknown',
           says = 'the program stopped while it was pushing'
         WHERE gateway = ? AND finished_at IS NULL AND lease_until <= ?`,
        gateway,
        now,
      )
      const running = this.#database.get<PushRow>(
        `SELECT ${COLUMNS} FROM push WHERE gateway = ? AND finished_at IS NULL`,
        gateway,
      )
      if (running) return { kind: 'busy', by: pushOf(running) }
      const { id } = this.#database.run(
        `INSERT INTO push (gateway, actor, started_at, lease_until, steps)
         VALUES (?, ?, ?, ?, '[]')`,
        gateway,
        actor,
        now,
        now + LEASE_MS,
      )
      return { kind: 'started', id }
    })
  }

  /** Keeps the lease. False when it is lost: the push was taken for abandoned and closed. */
  renew(id: number, now: Millis): boolean {
    const { changes } = this.#database.run(
      'UPDATE push SET lease_until = ? WHERE id = ? AND finished_at IS NULL',
      now + LEASE_MS,
      id,
    )
    return changes > 0
  }

  /** Notes how far it is, and keeps the lease. False when it is lost. */
  progress(id: number, steps: readonly PushStep[], now: Millis): boolean {
    const { changes } = this.#database.run(
      'UPDATE push SET steps = ?, lease_until = ? WHERE id = ? AND finished_at IS NULL',
      JSON.stringify(steps),
      now + LEASE_MS,
      id,
    )
    return changes > 0
  }

  /** Ends it and frees the gateway. */
  finish(
    id: number,
    end: Pick<Push, 'steps' | 'says'> & { readonly outcome: PushOutcome },
    now: Millis,
  ): void {
    this.#database.run(
      'UPDATE push SET finished_at = ?, outcome = ?, says = ?, steps = ? WHERE id = ?',
      now,
      end.outcome,
      end.says,
      JSON.stringify(end.steps),
      id,
    )
  }

  find(id: number): Push | undefined {
    const row = this.#database.get<PushRow>(`SELECT ${COLUMNS} FROM push WHERE id = ?`, id)
    return row && pushOf(row)
  }

  /** The newest first; of one gateway, or of all. */
  recent(limit: number, gateway?: string): Push[] {
    const rows =
      gateway === undefined
        ? this.#database.all<PushRow>(`SELECT ${COLUMNS} FROM push ORDER BY id DESC LIMIT ?`, limit)
        : this.#database.all<PushRow>(
            `SELECT ${COLUMNS} FROM push WHERE gateway = ? ORDER BY id DESC LIMIT ?`,
            gateway,
            limit,
          )
    return rows.map(pushOf)
  }
}

function pushOf(row: PushRow): Push {
  return {
    ...row,
    finishedAt: row.finishedAt ?? undefined,
    outcome: row.outcome ?? undefined,
    steps: JSON.parse(row.steps) as PushStep[],
  }
}

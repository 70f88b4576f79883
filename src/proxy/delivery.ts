import { type Clock, DAY, MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import type { GroupCommit } from '#src/store/group-commit.ts'
import { delayed } from './outbound.ts'
import type { SpoolDraft, SpoolStore, Waiting } from './spool-store.ts'

export type DeliveryPorts = {
  readonly spool: SpoolStore
  readonly commit: Pick<GroupCommit, 'run'>
  readonly clock: Clock
  readonly log: Log
  /** Sends a record to the servers of the realm, until one has acknowledged it. */
  readonly tell: (realm: string, attributes: Uint8Array, session: string) => Promise<Telling>
  /** How long a realm where something is left is left alone. */
  readonly restMs?: Millis
}

/** What came of telling a record. `nobody-there`: no server was worth asking. */
export type Telling = 'told' | 'unanswered' | 'nobody-there'

const REST_MS: Millis = 15 * SECOND

/** A session whose record no server acknowledged makes way for the others for this long. */
const SHELVED_MS: Millis = MINUTE

/** Records under way at once to one realm. */
const BATCH = 64

/** A gateway repeats itself within this time; after it, the same words are about another session. */
const REPEATS_WITHIN: Millis = 10 * MINUTE

/** Past either a record helps nobody: it is given up, counted and logged. Our own books have it still. */
const AGE_MAX: Millis = 7 * DAY
const WAITING_MAX = 1_000_000

/** What is being done for one realm. `shelved`: sessions that make way, and since when. */
type Work = {
  isSweeping: boolean
  isAskedAgain: boolean
  rest: NodeJS.Timeout | undefined
  readonly shelved: Map<string, Millis>
}

/**
 * Accounting to home servers: kept on disk first, told when they can be reached, once.
 *
 * Records of one session are told in the order they came, each until a server acknowledges it. What is
 * acknowledged is marked so in a commit; only if the machine fails in between is a record told again.
 */
export class Delivery implements Disposable {
  readonly #ports: DeliveryPorts
  readonly #works = new Map<string, Work>()
  #delivered = 0
  #givenUp = 0
  #isClosed = false

  constructor(ports: DeliveryPorts) {
    this.#ports = ports
  }

  /** Records acknowledged and given up since the start. */
  get counts(): { readonly delivered: number; readonly givenUp: number } {
    return { delivered: this.#delivered, givenUp: this.#givenUp }
  }

  /** Resolves once the record is on disk, where it stays until it is told. */
  async keep(draft: SpoolDraft): Promise<void> {
    const { spool, commit } = this.#ports
    const isNew = await commit.run(spool.keep(draft, draft.receivedAt - REPEATS_WITHIN))
    const work = this.#workOf(draft.realm)
    if (isNew && !work.rest) this.#begin(draft.realm, work)
  }

  /** Goes on with what waits: for every realm after a start, for one whose server is back. */
  resume(realms: readonly string[] = this.#ports.spool.realms()): void {
    for (const realm of realms) {
      const work = this.#workOf(realm)
      work.shelved.clear()
      this.#begin(realm, work)
    }
  }

  /** Forgets and gives up what has had its time. Meant for once an hour. */
  async tidy(): Promise<void> {
    const { spool, commit, clock, log } = this.#ports
    const now = clock()
    await commit.run(() => spool.pruneSettled(now - REPEATS_WITHIN))
    for (const realm of spool.realms()) {
      const count = await commit.run(() => spool.giveUp(realm, now - AGE_MAX, WAITING_MAX))
      this.#givenUp += count
      if (count > 0) log('proxy.records-given-up', { realm, count })
    }
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    for (const { rest } of this.#works.values()) clearTimeout(rest)
  }

  #begin(realm: string, work: Work): void {
    if (this.#isClosed) return
    clearTimeout(work.rest)
    work.rest = undefined
    work.isAskedAgain = true
    if (!work.isSweeping) void this.#work(realm, work)
  }

  async #work(realm: string, work: Work): Promise<void> {
    work.isSweeping = true
    let isDone = true
    try {
      while (work.isAskedAgain && !this.#isClosed) {
        work.isAskedAgain = false
        isDone = await this.#sweep(realm, work)
      }
    } catch (error) {
      isDone = false
      this.#ports.log('proxy.delivery-failed', { realm, says: (error as Error).message })
    }
    work.isSweeping = false
    if (isDone || this.#isClosed) return
    const { restMs = REST_MS } = this.#ports
    work.rest = setTimeout(() => this.#begin(realm, work), restMs).unref()
  }

  /** Tells all that waits, once through; true when nothing is left. Stops when nobody is there. */
  async #sweep(realm: string, { shelved }: Work): Promise<boolean> {
    let isAllTold = true
    for (let after = 0; !this.#isClosed; ) {
      const batch = this.#ports.spool.waiting(realm, after, BATCH)
      const last = batch.at(-1)
      if (!last) return isAllTold
      after = last.id
      const now = this.#ports.clock()
      const sessions = Map.groupBy(batch, ({ session }) => session)
      const tellings = await Promise.all(
        [...sessions].map(async ([session, records]) => {
          const isShelved = Math.abs((shelved.get(session) ?? 0) - now) < SHELVED_MS
          const telling = isShelved ? 'unanswered' : await this.#tellInOrder(realm, records)
          if (telling === 'unanswered' && !isShelved) shelved.set(session, now)
          if (telling === 'told') shelved.delete(session)
          return telling
        }),
      )
      if (tellings.includes('nobody-there')) return false
      isAllTold &&= tellings.every((telling) => telling === 'told')
    }
    return false
  }

  async #tellInOrder(realm: string, records: readonly Waiting[]): Promise<Telling> {
    const { spool, commit, clock, tell } = this.#ports
    for (const { id, session, record, delaySeconds, receivedAt } of records) {
      const waitedSeconds = Math.max(0, Math.floor((clock() - receivedAt) / SECOND))
      const octets = delayed(record, Math.min(delaySeconds + waitedSeconds, DELAY_MAX))
      const telling = this.#isClosed ? 'nobody-there' : await tell(realm, octets, session)
      if (telling !== 'told') return telling
      await commit.run(() => spool.settle(id, clock()))
      this.#delivered++
    }
    return 'told'
  }

  #workOf(realm: string): Work {
    const known = this.#works.get(realm)
    if (known) return known
    const work: Work = {
      isSweeping: false,
      isAskedAgain: false,
      rest: undefined,
      shelved: new Map(),
    }
    this.#works.set(realm, work)
    return work
  }
}

/** RFC 2866 §5.2: the value is an integer of 32 bits. */
const DELAY_MAX = 2 ** 32 - 1

import { assert } from '#src/kernel/assert.ts'
import type { Clock, Millis } from '#src/kernel/clock.ts'
import { inTurns } from '#src/kernel/turns.ts'
import type { Write } from '#src/store/batch.ts'
import type { Pending } from '#src/store/write-behind.ts'
import { type Epoch, type EpochDraft, insertOf, updateOf } from './epoch.ts'
import { LetGo } from './let-go.ts'
import type { SessionStore } from './session-store.ts'

/** Sessions by number. Nearly always it is one, which needs no list: 100,000 lists are 10 MB. */
type Ids = number | readonly number[]

const NOTHING_NEAR: readonly Epoch[] = []

/** Sessions let go before packets get a turn: about a millisecond. */
const LET_GO_A_TURN = 256

/** What happened to a session since its row was last written; `before` is that row, if there is one. */
type Change = { readonly before: Epoch | undefined; after: Epoch; words: string }

/**
 * The sessions that are live, and those that changed since they were last written: what accounting
 * reads and writes a packet at a time. 100,000 of them take about 60 MB.
 *
 * A session is let go once it has ended and its row says so, unless another of its Acct-Session-Id is
 * live: the next word of that id may be of either.
 */
export class LiveSessions implements Pending {
  readonly #store: SessionStore
  readonly #nearMs: Millis
  readonly #byId = new Map<number, Epoch>()
  readonly #byKey = new Map<string, Map<string, Ids>>()
  readonly #byPerson = new Map<number, Ids>()
  #changes = new Map<number, Change>()
  /** Changes on their way to the database. */
  #leaving = new Map<number, Change>()
  readonly #heardAt = new Map<number, Millis>()
  readonly #ticks: Clock
  readonly #gone: LetGo
  #listeningSince: Millis
  #lastId: number

  /**
   * Reads every live session. `nearMs` is how far the start of a word may lie from its session's;
   * `ticks` is a clock that nobody sets.
   */
  constructor(store: SessionStore, nearMs: Millis, ticks: Clock) {
    this.#store = store
    this.#nearMs = nearMs
    this.#ticks = ticks
    this.#listeningSince = ticks()
    this.#lastId = store.lastId()
    this.#gone = new LetGo(store.latestStart())
    const shared = sharing()
    for (const epoch of store.eachLive()) this.#hold(shared(epoch))
    for (const epoch of store.eachBesideLive(2 * nearMs)) this.#hold(epoch)
  }

  /**
   * All sessions of an Acct-Session-Id, live and ended, that may have begun as near to `startedAt` as a
   * word may lie; some may lie farther.
   */
  near(gateway: string, acctSessionId: string, startedAt: Millis): Epoch[] {
    const held = this.#of(gateway, acctSessionId)
    // Whatever else is near too began within twice that of the live one, and is held beside it.
    for (const epoch of held) {
      if (isLive(epoch) && Math.abs(epoch.startedAt - startedAt) <= this.#nearMs) return held
    }
    const unheld = this.#unheld(gateway, acctSessionId, startedAt)
    return unheld.length > 0 ? [...held, ...unheld] : held
  }

  /** What a person has open now, on all devices and gateways, the eldest first. */
  ofPerson(person: number): Epoch[] {
    return this.#liveAmong(listOf(this.#byPerson.get(person))).toSorted(
      (a, b) => a.startedAt - b.startedAt,
    )
  }

  /** Everybody who has a session open, and maybe some whose last has just ended, in no order. */
  people(): Iterable<number> {
    return this.#byPerson.keys()
  }

  ofGateway(gateway: string): Epoch[] {
    return this.#liveAmong([...(this.#byKey.get(gateway)?.values() ?? [])].flatMap(listOf))
  }

  /** Every live session, in no order. */
  *[Symbol.iterator](): IterableIterator<Epoch> {
    for (const epoch of this.#byId.values()) if (isLive(epoch)) yield epoch
  }

  /** For how long nothing was heard of a session, be it because nobody was there to hear it. */
  silentMs(id: number): Millis {
    return this.#ticks() - Math.max(this.#heardAt.get(id) ?? 0, this.#listeningSince)
  }

  /** Until now nobody listened: silence is counted from here. */
  listenAnew(): void {
    this.#listeningSince = this.#ticks()
  }

  find(id: number): Epoch | undefined {
    return this.#byId.get(id)
  }

  /** Adds a session with the first of its words; `near` is what was near when it began. */
  add(draft: EpochDraft, words: string, near: readonly Epoch[]): Epoch {
    const epoch: Epoch = { ...draft, id: ++this.#lastId }
    this.#heardAt.set(epoch.id, this.#ticks())
    this.#changes.set(epoch.id, { before: undefined, after: epoch, words })
    this.#hold(epoch)
    for (const other of near) if (!this.#byId.has(other.id)) this.#hold(other)
    return epoch
  }

  /** Replaces what was known of a session, and adds the words that say so, if there are any. */
  change(before: Epoch, after: Epoch, words: string): void {
    const change = this.#changes.get(after.id)
    if (change) {
      change.after = after
      change.words += words
    } else {
      this.#changes.set(after.id, { before, after, words })
    }
    if (words !== '') this.#heardAt.set(after.id, this.#ticks())
    const held = this.#byId.get(after.id)
    this.#hold(after)
    const isAsBefore = held && isLive(held) && held.startedAt === after.startedAt
    if (isLive(after) && !isAsBefore) this.#holdNeighbours(after)
  }

  /** Every word of a session, one a line. */
  wordsOf(id: number): string {
    // Asked first: by then it is known what is on its way still.
    const written = this.#store.wordsOf(id)
    const unwritten = [this.#leaving, this.#changes].map((changes) => changes.get(id)?.words ?? '')
    return [written, ...unwritten].join('')
  }

  get isEmpty(): boolean {
    return this.#changes.size === 0
  }

  leave(): Iterable<Write> {
    this.#leaving = this.#changes
    this.#changes = new Map()
    return this.#leaving
      .values()
      .map(({ before, after, words }) =>
        before ? updateOf(before, after, words) : insertOf(after, words),
      )
  }

  written(): void {
    const ended = this.#leaving
      .values()
      .map(({ after }) => after)
      .filter((epoch) => !isLive(epoch))
    this.#leaving = new Map()
    // Gateways that restart end thousands together.
    void inTurns(ended, LET_GO_A_TURN, (epoch) => this.#letGo(epoch))
  }

  #of(gateway: string, acctSessionId: string): Epoch[] {
    const ids = this.#byKey.get(gateway)?.get(acctSessionId)
    // Nearly always it is one, and every packet asks.
    return typeof ids === 'number' ? [this.#held(ids)] : listOf(ids).map((id) => this.#held(id))
  }

  #liveAmong(ids: readonly number[]): Epoch[] {
    return ids.map((id) => this.#held(id)).filter(isLive)
  }

  #held(id: number): Epoch {
    const epoch = this.#byId.get(id)
    assert(epoch, 'what an index names is held')
    return epoch
  }

  #isUnwritten({ id }: Epoch): boolean {
    return this.#changes.has(id) || this.#leaving.has(id)
  }

  #unheld(gateway: string, acctSessionId: string, startedAt: Millis): readonly Epoch[] {
    const nearMs = 2 * this.#nearMs
    if (!this.#gone.mayHold(gateway, acctSessionId, startedAt - nearMs)) return NOTHING_NEAR
    return this.#store
      .near(gateway, acctSessionId, startedAt, nearMs)
      .filter(({ id }) => !this.#byId.has(id))
  }

  #hold(epoch: Epoch): void {
    const { id, gateway, acctSessionId, person } = epoch
    const before = this.#byId.get(id)
    this.#byId.set(id, epoch)
    if (person !== undefined && before?.person !== person) listIn(this.#byPerson, person, id)
    if (before) return
    const keys = this.#byKey.get(gateway) ?? new Map<string, Ids>()
    this.#byKey.set(gateway, keys)
    listIn(keys, acctSessionId, id)
  }

  #holdNeighbours({ gateway, acctSessionId, startedAt }: Epoch): void {
    for (const epoch of this.#unheld(gateway, acctSessionId, startedAt)) this.#hold(epoch)
  }

  #letGo({ gateway, acctSessionId }: Epoch): void {
    const all = this.#of(gateway, acctSessionId)
    if (all.some((epoch) => isLive(epoch) || this.#isUnwritten(epoch))) return
    this.#byKey.get(gateway)?.delete(acctSessionId)
    for (const { id, person, startedAt } of all) {
      this.#gone.add(gateway, acctSessionId, startedAt)
      this.#byId.delete(id)
      this.#heardAt.delete(id)
      if (person !== undefined) unlistIn(this.#byPerson, person, id)
    }
  }
}

function isLive({ stoppedAt }: Epoch): boolean {
  return stoppedAt === undefined
}

function listOf(ids: Ids | undefined): readonly number[] {
  if (ids === undefined) return []
  return typeof ids === 'number' ? [ids] : ids
}

function listIn<Key>(lists: Map<Key, Ids>, key: Key, id: number): void {
  const listed = lists.get(key)
  lists.set(key, listed === undefined ? id : [...listOf(listed), id])
}

function unlistIn<Key>(lists: Map<Key, Ids>, key: Key, id: number): void {
  const rest = listOf(lists.get(key)).filter((listed) => listed !== id)
  const [first] = rest
  if (first === undefined) lists.delete(key)
  else lists.set(key, rest.length === 1 ? first : rest)
}

/** The names of a few gateways and sites once, where the database says them anew in each row. */
function sharing(): (epoch: Epoch) => Epoch {
  const names = new Map<string, string>()
  const once = (name: string) => {
    const known = names.get(name)
    if (known === undefined) names.set(name, name)
    return known ?? name
  }
  return (epoch) => ({
    ...epoch,
    gateway: once(epoch.gateway),
    site: once(epoch.site),
    nasAddress: once(epoch.nasAddress),
  })
}

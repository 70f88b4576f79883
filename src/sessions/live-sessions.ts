import { assert } from '#src/kernel/assert.ts'
import { unboxed } from '#src/kernel/at-hand.ts'
import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import { inTurns } from '#src/kernel/turns.ts'
import { WideLists } from '#src/kernel/wide-lists.ts'
import { WideMap } from '#src/kernel/wide-map.ts'
import type { Tell } from '#src/store/batch.ts'
import type { Pending } from '#src/store/write-behind.ts'
import { type Epoch, insertOf, updateOf } from './epoch.ts'
import { LetGo, markOf } from './let-go.ts'
import type { SessionStore } from './session-store.ts'

const NOTHING_NEAR: readonly Epoch[] = []

/**
 * Sessions let go before packets get a turn: a tenth of a millisecond. When power returns tens of thousands
 * end in the very seconds in which everybody signs in, and nothing waits for them to be gone.
 */
const LET_GO_A_TURN = 16

/** What happened to a session since its row was last written; `before` is that row, if there is one. */
type Change = { readonly before: Epoch | undefined; after: Epoch; words: string }

/** A session that is held. */
type Held = {
  epoch: Epoch
  /** Among those of its gateway. */
  place: number
  /** By a clock that nobody sets, in seconds, which take no room of their own; 0 when nothing was heard here. */
  heardAt: number
  /** What is to be written of it, and what is on its way. */
  change: Change | undefined
  leaving: Change | undefined
}

/**
 * The sessions that are live, and those that changed since they were last written: what accounting
 * reads and writes a packet at a time. 100,000 of them take about 50 MB.
 *
 * A session is let go once it has ended and its row says so, unless another of its Acct-Session-Id is
 * live: the next word of that id may be of either.
 */
export class LiveSessions implements Pending {
  readonly #store: SessionStore
  readonly #nearMs: Millis
  readonly #byId = new WideMap<Held>()
  /** By a mark of gateway and Acct-Session-Id, which others may have too. */
  readonly #byMark = new WideLists<Held>()
  readonly #byPerson = new WideLists<Held>()
  readonly #byGateway = new Map<string, Held[]>()
  /** Those with a change that waits, and those with one on its way to the database. */
  #changed: Held[] = []
  #leaving: readonly Held[] = []
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
    const held = epochsOf(this.#named(gateway, acctSessionId))
    // Whatever else is near too began within twice that of the live one, and is held beside it.
    for (const epoch of held) {
      if (isLive(epoch) && Math.abs(epoch.startedAt - startedAt) <= this.#nearMs) return held
    }
    const unheld = this.#unheld(gateway, acctSessionId, startedAt)
    return unheld.length > 0 ? [...held, ...unheld] : held
  }

  /** What a person has open now, on all devices and gateways, the eldest first. */
  ofPerson(person: number): Epoch[] {
    const live = epochsOf(this.#byPerson.get(person)).filter(isLive)
    return live.length > 1 ? live.toSorted((a, b) => a.startedAt - b.startedAt) : live
  }

  /** Everybody who has a session open, and maybe some whose last has just ended, in no order. */
  people(): Iterable<number> {
    return this.#byPerson.keys()
  }

  ofGateway(gateway: string): Epoch[] {
    return epochsOf(this.#byGateway.get(gateway) ?? []).filter(isLive)
  }

  /** Every live session, in no order. */
  *[Symbol.iterator](): IterableIterator<Epoch> {
    for (const { epoch } of this.#byId.values()) if (isLive(epoch)) yield epoch
  }

  /** For how long nothing was heard of a session, be it because nobody was there to hear it. */
  silentMs(id: number): Millis {
    const heardAt = (this.#byId.get(id)?.heardAt ?? 0) * SECOND
    return this.#ticks() - Math.max(heardAt, this.#listeningSince)
  }

  /** Until now nobody listened: silence is counted from here. */
  listenAnew(): void {
    this.#listeningSince = this.#ticks()
  }

  find(id: number): Epoch | undefined {
    return this.#byId.get(id)?.epoch
  }

  /** The number of the next session that is added. */
  nextId(): number {
    return ++this.#lastId
  }

  /** Adds a session with the first of its words; `near` is what was near when it began. */
  add(epoch: Epoch, words: string, near: readonly Epoch[]): void {
    const held = this.#take(epoch)
    this.#heard(held)
    this.#note(held, { before: undefined, after: epoch, words })
    for (const other of near) if (!this.#byId.has(other.id)) this.#hold(other)
  }

  /**
   * Replaces what was known of a session, and adds the words that say so. Without any, only its end may be
   * another: that is all that is written.
   */
  change(before: Epoch, after: Epoch, words: string): void {
    const known = this.#byId.get(after.id)
    const isAsBefore = known && isLive(known.epoch) && known.epoch.startedAt === after.startedAt
    const held = this.#hold(after, known)
    if (held.change) {
      held.change.after = after
      held.change.words += words
    } else {
      this.#note(held, { before, after, words })
    }
    if (words !== '') this.#heard(held)
    if (isLive(after) && !isAsBefore) this.#holdNeighbours(after)
  }

  /** Every word of a session, one a line. */
  wordsOf(id: number): string {
    // Asked first: by then it is known what is on its way still.
    const written = this.#store.wordsOf(id)
    const held = this.#byId.get(id)
    return [written, held?.leaving?.words, held?.change?.words].join('')
  }

  get isEmpty(): boolean {
    return this.#changed.length === 0
  }

  leave(): Tell {
    const leaving = this.#changed
    this.#leaving = leaving
    this.#changed = []
    for (const held of leaving) {
      held.leaving = held.change
      held.change = undefined
    }
    return () =>
      leaving.values().map(({ leaving: change }) => {
        assert(change, 'it leaves until it is written')
        const { before, after, words } = change
        return before ? updateOf(before, after, words) : insertOf(after, words)
      })
  }

  written(): void {
    const written = this.#leaving
    this.#leaving = []
    for (const held of written) held.leaving = undefined
    const ended = written.filter(({ epoch }) => !isLive(epoch))
    // Gateways that restart end thousands together.
    void inTurns(ended, LET_GO_A_TURN, ({ epoch }) => this.#letGo(epoch))
  }

  #named(gateway: string, acctSessionId: string): readonly Held[] {
    return this.#byMark
      .get(markOf(gateway, acctSessionId))
      .filter(({ epoch }) => epoch.gateway === gateway && epoch.acctSessionId === acctSessionId)
  }

  #heard(held: Held): void {
    held.heardAt = unboxed(Math.ceil(this.#ticks() / SECOND))
  }

  #note(held: Held, change: Change): void {
    held.change = change
    this.#changed.push(held)
  }

  #unheld(gateway: string, acctSessionId: string, startedAt: Millis): readonly Epoch[] {
    const nearMs = 2 * this.#nearMs
    if (!this.#gone.mayHold(gateway, acctSessionId, startedAt - nearMs)) return NOTHING_NEAR
    return this.#store
      .near(gateway, acctSessionId, startedAt, nearMs)
      .filter(({ id }) => !this.#byId.has(id))
  }

  #hold(epoch: Epoch, known = this.#byId.get(epoch.id)): Held {
    return known ? this.#replace(known, epoch) : this.#take(epoch)
  }

  #replace(held: Held, epoch: Epoch): Held {
    const { person } = epoch
    // Whose it is may become known late, and does not change then.
    const isKnownNow = person !== undefined && held.epoch.person === undefined
    held.epoch = epoch
    if (isKnownNow) this.#byPerson.add(person, held)
    return held
  }

  #take(epoch: Epoch): Held {
    const { id, gateway, acctSessionId, person } = epoch
    const ofGateway = this.#byGateway.get(gateway) ?? []
    this.#byGateway.set(gateway, ofGateway)
    const place = ofGateway.length
    const held: Held = { epoch, place, heardAt: 0, change: undefined, leaving: undefined }
    ofGateway.push(held)
    this.#byId.set(id, held)
    this.#byMark.add(markOf(gateway, acctSessionId), held)
    if (person !== undefined) this.#byPerson.add(person, held)
    return held
  }

  #holdNeighbours({ gateway, acctSessionId, startedAt }: Epoch): void {
    for (const epoch of this.#unheld(gateway, acctSessionId, startedAt)) this.#hold(epoch)
  }

  #letGo({ gateway, acctSessionId }: Epoch): void {
    const all = this.#named(gateway, acctSessionId)
    if (all.some((held) => isLive(held.epoch) || held.change || held.leaving)) return
    for (const held of all) {
      const { id, person, startedAt } = held.epoch
      this.#gone.add(gateway, acctSessionId, startedAt)
      this.#byId.delete(id)
      this.#byMark.remove(markOf(gateway, acctSessionId), held)
      if (person !== undefined) this.#byPerson.remove(person, held)
      this.#leaveGateway(held)
    }
  }

  /** The last of its gateway takes its place. */
  #leaveGateway({ epoch, place }: Held): void {
    const ofGateway = this.#byGateway.get(epoch.gateway)
    const last = ofGateway?.pop()
    if (!ofGateway || !last) return
    if (place < ofGateway.length) {
      ofGateway[place] = last
      last.place = place
    }
    if (ofGateway.length === 0) this.#byGateway.delete(epoch.gateway)
  }
}

function isLive({ stoppedAt }: Epoch): boolean {
  return stoppedAt === undefined
}

function epochsOf(held: readonly Held[]): Epoch[] {
  return held.map(({ epoch }) => epoch)
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

import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import { inTurns } from '#src/kernel/turns.ts'
import type { UsedSoFar } from '#src/kernel/usage.ts'
import { WideMap } from '#src/kernel/wide-map.ts'
import type { Session } from '#src/sessions/session.ts'
import { usedByNow } from '#src/sessions/unreported.ts'
import { Action, type ActionPorts } from './action.ts'
import { Agenda } from './agenda.ts'
import { Lanes } from './lanes.ts'
import { Patience } from './patience.ts'
import type { Unreachable } from './unreachable-store.ts'
import { nextLookAt, type Terms, type Verdict, verdictOn } from './verdict.ts'

/** What holding people to their plans needs of the rest of the house. */
export type EnforcementPorts = ActionPorts & {
  readonly clock: Clock
  readonly log: Log
  /** Everybody who has a session open, in any order; may be asked for little by little. */
  readonly livePeople: () => Iterable<number>
  /** Everything a person has open, on all devices and gateways. */
  readonly liveOfPerson: (person: number) => readonly Session[]
  readonly session: (id: number) => Session | undefined
  /** What a person has used of day and month, by the last word of every gateway. */
  readonly used: (person: number, now: Millis) => UsedSoFar
  /** What a session was granted, and how its place stands; nothing where no grant of ours is known. */
  readonly termsOf: (session: Session, now: Millis) => Terms | undefined
  /** Differs from what it was when plans or places have changed. */
  readonly rules: () => string
}

/**
 * How long a gateway is left to keep a time limit that it was told itself: to ask it to end what it is
 * just ending would be noise. The rest of the five seconds is for asking.
 */
const GRACE: Millis = 2 * SECOND

/**
 * People looked at before packets get a turn: about a millisecond while their grants are at hand. So many
 * that those who begin a session in a storm are looked at before their grants no longer are.
 */
const PEOPLE_A_TURN = 128

/** Sessions of one gateway that are asked about at once. */
const LANE_WIDTH = 32

/**
 * Holds people to their plans while they are online: a limit counts over all of a person's devices and
 * gateways, and when it is crossed every session of theirs ends, or slows down, within five seconds.
 *
 * Three things make somebody looked at: a word of one of their sessions, a time that was worked out
 * before (n sessions use n seconds a second, a place closes, midnight brings more), and a change of the
 * plans or places themselves. At the start everybody is looked at, so nothing is lost by a crash.
 * Looking at one is synchronous; asking gateways is not waited for.
 */
export class Enforcement {
  readonly #ports: EnforcementPorts
  readonly #action: Action
  readonly #agenda = new Agenda()
  readonly #lanes = new Lanes(LANE_WIDTH)
  readonly #patience = new Patience()
  #marked = new WideMap<true>()
  /** Those who were marked before this look, and who of them comes next. */
  #speakers = new WideMap<true>()
  #spoke = this.#speakers.keys()
  /** Sessions whose gateway is being asked, or in line for it. */
  readonly #asking = new Set<number>()
  #everybody: Iterator<number> | undefined
  #rules = ''
  #isLooking = false
  #isClosed = false

  constructor(ports: EnforcementPorts) {
    this.#ports = ports
    this.#action = new Action(ports)
  }

  /**
   * A word of a session is on disk. Only marks its person; not who has nothing open any more: when power
   * returns, that is tens of thousands together.
   */
  sessionChanged({ id, person, stoppedAt }: Session): void {
    const isOver = stoppedAt !== undefined
    if (isOver) this.#forgetIfOver(id)
    if (person === undefined || (isOver && this.#ports.liveOfPerson(person).length === 0)) return
    this.#marked.set(person, true)
  }

  /** The sessions whose gateway should have acted and does not say that it did. */
  unreachable(): Unreachable[] {
    return this.#action.unreachable()
  }

  /** Looks at everybody whose turn it is. Resolves when all were looked at; asking goes on after. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      this.#followRules()
      // Who speaks from now on is looked at next time: once, however often they speak.
      const speakers = this.#marked
      this.#marked = this.#speakers
      this.#speakers = speakers
      this.#spoke = speakers.keys()
      await inTurns(this.#whoseTurnItIs(), PEOPLE_A_TURN, (person) => this.#lookAt(person))
    } finally {
      this.#speakers.clear()
      this.#isLooking = false
    }
  }

  /** Looks at whose turn it is from time to time, until the answer is disposed of. */
  start(everyMs: Millis): AsyncDisposable {
    const timer = setInterval(() => this.#inBackground(this.look()), everyMs)
    return {
      [Symbol.asyncDispose]: async () => {
        clearInterval(timer)
        this.#isClosed = true
        await this.#action.close()
      },
    }
  }

  /** A change of plans or places concerns everybody, and so does the first look. */
  #followRules(): void {
    const rules = this.#ports.rules()
    if (rules === this.#rules) return
    this.#rules = rules
    this.#everybody = this.#ports.livePeople()[Symbol.iterator]()
    for (const { session } of this.unreachable()) this.#forgetIfOver(session)
  }

  /** What ended while its gateway was being asked, or while nobody served, is unreachable no more. */
  #forgetIfOver(id: number): void {
    const session = this.#ports.session(id)
    if (session && session.stoppedAt === undefined) return
    this.#patience.forget(id)
    if (this.#action.isUnreachable(id)) this.#inBackground(this.#action.sessionEnded(id))
  }

  *#whoseTurnItIs(): Iterable<number> {
    for (let next = this.#next(); next !== undefined && !this.#isClosed; next = this.#next()) {
      yield next
    }
  }

  /** Whose time has come, then who spoke, then the rest of everybody. */
  #next(): number | undefined {
    const due = this.#agenda.take(this.#ports.clock())
    if (due !== undefined) return due
    const spoke = this.#spoke.next()
    if (!spoke.done) return spoke.value
    const next = this.#everybody?.next()
    if (next && !next.done) return next.value
    this.#everybody = undefined
    return undefined
  }

  #lookAt(person: number): void {
    const now = this.#ports.clock()
    const live = this.#ports.liveOfPerson(person)
    const at = now - GRACE
    const used = this.#usedBy(person, live, at)
    let next = Number.POSITIVE_INFINITY
    for (const session of live) {
      const terms = this.#ports.termsOf(session, at)
      if (!terms) continue
      const looksAt = nextLookAt(session, terms, used, { at, count: live.length }) + GRACE
      const verdict = verdictOn(session, terms, used, at)
      next = Math.min(next, verdict.kind === 'keep' ? looksAt : this.#actOn(session, person, now))
    }
    this.#agenda.set(person, next)
  }

  /** Has a session's gateway asked, unless that goes on or failed just now; tells when to look again. */
  #actOn({ id, gateway }: Session, person: number, now: Millis): Millis {
    if (this.#asking.has(id)) return Number.POSITIVE_INFINITY
    const restsUntil = this.#patience.restsUntil(id, now)
    if (restsUntil > 0) return restsUntil
    this.#asking.add(id)
    this.#lanes.run(gateway, () => this.#settle(id, person))
    return Number.POSITIVE_INFINITY
  }

  /** Asks, by what is true when its turn has come. Never rejects. */
  async #settle(id: number, person: number): Promise<void> {
    try {
      const session = this.#ports.session(id)
      const verdict = session && this.#verdictOn(session)
      if (!verdict || verdict.kind === 'keep' || this.#isClosed) return
      const outcome = await this.#action.act(session, verdict)
      this.#patience[outcome](id, this.#ports.clock())
      this.#forgetIfOver(id)
    } catch (error) {
      this.#patience.failed(id, this.#ports.clock())
      this.#failed(error)
    } finally {
      this.#asking.delete(id)
      this.#marked.set(person, true)
    }
  }

  #verdictOn(session: Session): Verdict | undefined {
    if (session.person === undefined || session.stoppedAt !== undefined) return undefined
    const at = this.#ports.clock() - GRACE
    const terms = this.#ports.termsOf(session, at)
    const live = this.#ports.liveOfPerson(session.person)
    return terms && verdictOn(session, terms, this.#usedBy(session.person, live, at), at)
  }

  #usedBy(person: number, live: readonly Session[], at: Millis): UsedSoFar {
    return usedByNow(this.#ports.used(person, at), live, at)
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error) => this.#failed(error))
  }

  #failed(error: unknown): void {
    this.#ports.log('enforcement.failed', { says: (error as Error).message })
  }
}

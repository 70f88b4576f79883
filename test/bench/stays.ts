import type { Key } from '#src/radius/signature.ts'
import type { Guest } from './guest.ts'
import { accountingRequest, echoing, stationOf, type Word } from './nas-packets.ts'

/** Somebody let in, and the Class their Accept asked to echo. */
export type Stay = { readonly guest: Guest; readonly echoed: Uint8Array | undefined }

/** What was said of all stays together: what the server must have counted when all is answered. */
export type Truth = { sessions: number; seconds: number; octetsIn: number; octetsOut: number }

type Talk = {
  readonly station: Buffer
  readonly startedAt: number
  readonly interims: number
  said: number
}

/** How many sessions talk by turns, so that no two words of one are on their way together. */
const LIVE_SESSIONS = 1024
const STAYS_MAX = 50_000

/** A word a minute of the session's own time; a stay has one to five Interims, three on average. */
const INTERIM_SECONDS = 60
const OCTETS_A_WORD = 800_000
const interimsOf = (session: number) => 1 + (session % 5)

/**
 * The sessions of those let in, each with a Start, its Interims and a Stop, said by turns.
 *
 * `from` is when they all began by their own clocks, in epoch seconds: a past that the server believes.
 */
export class Stays {
  readonly truth: Truth = { sessions: 0, seconds: 0, octetsIn: 0, octetsOut: 0 }
  readonly #from: number
  readonly #prefix: string
  #letIn: Stay[] = []
  #next = 0
  readonly #talks: Talk[] = []
  #turn = 0

  /** `prefix` begins every Acct-Session-Id: two loads must not name the same session. */
  constructor(from: number, prefix: string) {
    this.#from = from
    this.#prefix = prefix
  }

  /** Those who begin sessions from now on; sessions under way go on. */
  renew(): void {
    this.#letIn = []
  }

  add(stay: Stay): void {
    this.#letIn.push(stay)
  }

  /** More would only cost the load: enough begin sessions by turns. */
  get isFull(): boolean {
    return this.#letIn.length >= STAYS_MAX
  }

  get isEmpty(): boolean {
    return this.#letIn.length === 0
  }

  /** The next word of whoever's turn it is, signed. */
  nextWord(identifier: number, key: Key): Buffer {
    const at = this.#turn++ % LIVE_SESSIONS
    const talk = this.#talks[at] ?? this.#begin()
    const { word, isLast } = this.#say(talk)
    this.#talks[at] = isLast ? this.#begin() : talk
    return accountingRequest(identifier, talk.station, word, key)
  }

  #say(talk: Talk): { word: Word; isLast: boolean } {
    const n = talk.said++
    const isLast = n > talk.interims
    const seconds = n * INTERIM_SECONDS
    if (n === 0) this.truth.sessions++
    else {
      this.truth.seconds += INTERIM_SECONDS
      this.truth.octetsIn += OCTETS_A_WORD >> 3
      this.truth.octetsOut += OCTETS_A_WORD
    }
    const status = n === 0 ? 'start' : isLast ? 'stop' : 'interim'
    const word = {
      status,
      seconds,
      octets: n * OCTETS_A_WORD,
      at: talk.startedAt + seconds,
    } as const
    return { word, isLast }
  }

  #begin(): Talk {
    const session = this.#next++
    const stay = this.#letIn[session % this.#letIn.length]
    if (!stay) throw new Error('nobody was let in')
    const id = `${this.#prefix}${session.toString(16).padStart(8, '0')}`
    const station = echoing(stationOf(stay.guest, id), stay.echoed)
    return { station, startedAt: this.#from, interims: interimsOf(session), said: 0 }
  }
}

import { ClockSteps } from '#src/accounting/clock-steps.ts'
import { HOUR, MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import { accountingOf } from '#src/radius/local-services.ts'
import type { Nas } from '#src/radius/message.ts'
import { Responder, type Sender } from '#src/radius/responder.ts'
import { keyOf, signRequest, verifyReply } from '#src/radius/signature.ts'
import { Tally } from '#src/radius/tally.ts'
import { CODE, inspect, type Packet } from '#src/radius/wire.ts'
import { type Seeded, seeded } from '#src/simulator/seeded.ts'
import { ip } from './edge.ts'
import { NOON, openTestLedger } from './ledger.ts'
import { gateway } from './radius.ts'
import { SimDisk } from './sim-disk.ts'

const GATEWAYS = 4
export const SESSIONS_EACH = 8
const TRIES = 4
const LOSS = 0.25
const DOUBLING = 0.2
const ROUND = 2 ** 32

export type Said = {
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
}
export type Ends = { readonly stopped: number; readonly lost: number; readonly live: number }
export const NOTHING: Said = { seconds: 0, octetsIn: 0, octetsOut: 0 }

/** A stay as it really was, and the last of its words that reached the server. */
type Stay = {
  readonly startedAt: Millis
  readonly id: string
  heard: Said
  isHeard: boolean
  isStopped: boolean
}

/** What happens when, in simulated time. */
class Future {
  now: Millis = NOON
  /** How far the server's clock is ahead. */
  wrongBy: Millis = 0
  readonly #events: { readonly at: Millis; readonly happen: () => void }[] = []

  at(at: Millis, happen: () => void): void {
    const later = this.#events.findIndex((event) => event.at > at)
    this.#events.splice(later < 0 ? this.#events.length : later, 0, { at, happen })
  }

  async play(settle: () => Promise<void>): Promise<void> {
    for (let event = this.#events.shift(); event; event = this.#events.shift()) {
      this.now = Math.max(this.now, event.at)
      event.happen()
      await settle()
    }
  }
}

/** The server's whole path from datagram to ledger, on a disk in memory and a clock of the world's. */
function openServer(future: Future, chance: Seeded, hear: (reply: Buffer, to: Sender) => void) {
  const ports = { siteOf: (id: string) => `site of ${id}`, steps: new ClockSteps(() => future.now) }
  const ledger = openTestLedger(ports, new SimDisk(chance))
  const clock = () => future.now + future.wrongBy
  const service = accountingOf({
    nasAt: () => undefined,
    access: async () => ({ kind: 'reject' }),
    accounting: (request) => ledger.accounting.record(request),
  })
  const tally = new Tally(clock, silentLog)
  const responder = new Responder(service, clock, tally.section('acct'), hear)
  return { ledger, responder, tally }
}
type Server = ReturnType<typeof openServer>

/** One gateway with what it remembers, what it forgets when it restarts, and its own way with clocks. */
class Gateway {
  readonly nas: Nas
  readonly stays: Stay[] = []
  /** Those of its restarts that the server heard of. */
  readonly restarts: Millis[] = []
  readonly #hasTimestamps: boolean
  readonly #hasGigawords: boolean
  readonly #world: World
  readonly #chance: Seeded
  readonly #address: string
  readonly #waiting = new Map<number, { request: Packet; isAnswered: boolean }>()
  #identifier = 0

  constructor(world: World, n: number) {
    this.#world = world
    this.#chance = world.chance.fork(`gateway ${n}`)
    this.#address = `10.0.0.${n + 1}`
    this.nas = gateway({ id: `gw-${n + 1}` })
    this.#hasTimestamps = this.#chance.chance(0.6)
    this.#hasGigawords = this.#chance.chance(0.5)
  }

  /** Its sessions one after the other; the power may go in the middle of any, and then come back. */
  live(mayRestart: boolean): void {
    let at = NOON + this.#chance.whole(0, 600) * SECOND
    for (let n = 0; n < SESSIONS_EACH; n++) {
      const endsAt = this.#stay(n, at, mayRestart && this.#chance.chance(0.4))
      at = endsAt + this.#chance.whole(100, 600) * SECOND
    }
  }

  /** How many of its sessions that were heard of are over, by whose word, and how many are not. */
  ends(): Ends {
    const heard = this.stays.filter(({ isHeard }) => isHeard)
    const open = heard.filter(({ isStopped }) => !isStopped)
    const lost = open.filter(({ startedAt }) => this.restarts.some((at) => at > startedAt))
    return {
      stopped: heard.length - open.length,
      lost: lost.length,
      live: open.length - lost.length,
    }
  }

  hearReply(octets: Buffer): void {
    const reply = inspect(octets)
    const waiting = reply.kind === 'packet' && this.#waiting.get(reply.identifier)
    if (waiting && verifyReply(reply, waiting.request, keyOf(this.nas.secret))) {
      waiting.isAnswered = true
    }
  }

  #stay(n: number, startedAt: Millis, isCutShort: boolean): Millis {
    const stay: Stay = {
      startedAt,
      id: (0x80000000 + (n % this.#world.ids)).toString(16),
      heard: NOTHING,
      isHeard: false,
      isStopped: false,
    }
    this.stays.push(stay)
    this.#say(stay, 'Start', NOTHING)
    let said = NOTHING
    const words = this.#chance.whole(1, 5)
    for (let word = 1; word <= words; word++) {
      said = {
        seconds: said.seconds + this.#chance.whole(60, 600),
        octetsIn: said.octetsIn + this.#chance.whole(0, 2 ** 31 - 1),
        octetsOut: said.octetsOut + this.#chance.whole(0, 2 ** 31 - 1),
      }
      if (isCutShort && word === words) return this.#restart(startedAt + said.seconds * SECOND)
      this.#say(stay, word === words ? 'Stop' : 'Interim-Update', said)
    }
    return startedAt + said.seconds * SECOND
  }

  /** The Stop never comes. It is on again two minutes later, and says so. */
  #restart(offAt: Millis): Millis {
    const onAt = offAt + 2 * MINUTE
    this.#send(onAt, [['Acct-Status-Type', 'Accounting-On']], () => this.restarts.push(onAt))
    return onAt
  }

  #say(stay: Stay, status: string, said: Said): void {
    const attributes: Attribute[] = [
      ['Acct-Status-Type', status],
      ['Acct-Session-Id', stay.id],
      ['User-Name', 'guest'],
      ['Acct-Session-Time', said.seconds],
      ['Acct-Input-Octets', said.octetsIn % ROUND],
      ['Acct-Output-Octets', said.octetsOut % ROUND],
    ]
    if (this.#hasGigawords) {
      attributes.push(['Acct-Input-Gigawords', Math.floor(said.octetsIn / ROUND)])
      attributes.push(['Acct-Output-Gigawords', Math.floor(said.octetsOut / ROUND)])
    }
    this.#send(stay.startedAt + said.seconds * SECOND, attributes, () => {
      stay.isHeard = true
      if (said.seconds > stay.heard.seconds) stay.heard = said
      if (status === 'Stop') stay.isStopped = true
    })
  }

  /** Sends until answered or out of patience, each try a new packet that says how late it is. */
  #send(at: Millis, attributes: readonly Attribute[], onHeard: () => void): void {
    const attempt = (tries: number, sentAt: Millis) => {
      const identifier = this.#identifier++ & 255
      const timed = layout([
        ...attributes,
        ['Acct-Delay-Time', Math.round((sentAt - at) / SECOND)],
        ...(this.#hasTimestamps ? ([['Event-Timestamp', new Date(at)]] as const) : []),
      ])
      const key = keyOf(this.nas.secret)
      const octets = signRequest(CODE.accountingRequest, identifier, timed, Buffer.alloc(16), key)
      const waiting = { request: inspect(octets) as Packet, isAnswered: false }
      this.#waiting.set(identifier, waiting)
      this.#carry(octets, identifier, sentAt, onHeard)
      // A counter of 32 bits that is not heard for a whole round cannot be followed by anybody.
      const isPatient = !this.#hasGigawords || tries < TRIES
      const againAt = sentAt + 2 ** Math.min(tries, 4) * SECOND
      this.#world.future.at(againAt, () => {
        if (!waiting.isAnswered && isPatient) attempt(tries + 1, againAt)
      })
    }
    this.#world.future.at(at, () => attempt(1, at))
  }

  /** The network: loses, doubles, and delivers as late as it likes where the gateway says when it was. */
  #carry(octets: Buffer, identifier: number, sentAt: Millis, onHeard: () => void): void {
    const { future, server } = this.#world
    const slowest = this.#hasTimestamps && !this.#world.isPrompt ? 2 * HOUR : 30 * SECOND
    const copies = this.#chance.chance(LOSS) ? 0 : this.#chance.chance(DOUBLING) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const isLate = copy > 0 || this.#chance.chance(0.05)
      const arrivesAt = sentAt + (isLate ? this.#chance.whole(0, slowest) : 20)
      future.at(arrivesAt, () => {
        onHeard()
        const sender = { address: this.#address, port: 1024 + (identifier & 1) }
        server().responder.hear(Buffer.from(octets), this.nas, ip(this.#address), sender)
      })
    }
  }
}

/** Several gateways on one server, all from one seed. */
export class World {
  readonly future = new Future()
  readonly chance: Seeded
  readonly gateways: readonly Gateway[]
  readonly #server: Server

  readonly isPrompt: boolean
  /** How many Acct-Session-Ids each gateway uses in turn: few, and the same as the others do. */
  readonly ids: number

  /** `isPrompt`: the network delivers within half a minute, or never. */
  constructor(seed: string, { isPrompt = false, ids = 2 } = {}) {
    this.chance = seeded(seed)
    this.isPrompt = isPrompt
    this.ids = ids
    this.gateways = Array.from({ length: GATEWAYS }, (_, n) => new Gateway(this, n))
    const replies = this.chance.fork('replies')
    this.#server = openServer(this.future, this.chance.fork('disk'), (reply, { address }) => {
      const to = this.gateways[Number(address.split('.').at(-1)) - 1]
      if (to && !replies.chance(LOSS)) to.hearReply(reply)
    })
  }

  readonly server = () => this.#server

  /** The server's clock is wrong by so much from then on. */
  setClock(afterMs: Millis, byMs: Millis): void {
    this.future.at(NOON + afterMs, () => {
      this.future.wrongBy = byMs
    })
  }

  async play(): Promise<void> {
    // The last never restarts: whatever the others do must not touch it.
    for (const [n, one] of this.gateways.entries()) one.live(n < GATEWAYS - 1)
    await this.future.play(() => this.#server.responder.drained())
  }

  [Symbol.dispose](): void {
    this.#server.ledger[Symbol.dispose]()
  }
}

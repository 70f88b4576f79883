import type { Clock, Millis } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { Backlog } from './backlog.ts'
import { Believer } from './believer.ts'
import { Answered, Exchanges, isSame, type Slot, type UnderWay } from './exchanges.ts'
import type { AuthenticRequest, Peer, Reply, Service, Silence } from './service.ts'
import { keyOf, signReply } from './signature.ts'
import type { Outcomes } from './tally.ts'
import { TurnedAway } from './turned-away.ts'
import { type Seat, WaitingRoom } from './waiting-room.ts'

/** Where a request came from and its reply goes. */
export type Sender = { readonly address: string; readonly port: number }

/** What the octets go out through. */
export type Transport<S extends Sender> = (reply: Buffer, to: S) => void

/** A request that is being answered. */
type Work<P extends Peer, S extends Sender> = {
  readonly request: AuthenticRequest<P>
  readonly sender: S
}

/** A request, from when it is begun until its reply leaves. */
type Exchange<P extends Peer, S extends Sender> = UnderWay & {
  readonly slot: Slot
  /** Until it is over. */
  work: Work<P, S> | undefined
  /** Its NAS uses the slot for another request: nobody waits for this one. */
  isAbandoned: boolean
}

/** Requests being answered at once: what a disk that syncs in 50 ms needs for 40,000 a second. */
const IN_FLIGHT_MAX = 2048

/**
 * What may wait, by what is shed.
 *
 * RouterOS by itself asks thrice in 0.9 s; what is served in order is served before it asks again. Other NAS
 * may ask for half a minute (RFC 5080 §2.2.1): who waits that long is served while nobody newer does. A record
 * is worth keeping whenever it came.
 */
const WAITING = {
  oldest: { max: 16_384, patienceMs: 30_000, orderMs: 250 },
  newest: { max: 8192, patienceMs: Number.POSITIVE_INFINITY, orderMs: Number.POSITIVE_INFINITY },
} as const

/**
 * Whoever was shed so often goes first. In a storm the newest is served first, and some would ask in vain
 * until they give up; those that are let in at once or the second time are not made to wait for them.
 */
const SHED_ENOUGH = 3

/**
 * Looked at in a turn, of up to 256 that are read in one: so it is the backlog that grows in a flood, which
 * is fair, and not the kernel's queue, and a flood at one port leaves the other its turns.
 */
const LOOKED_AT_A_TURN = 64

const SHED = { full: 'shed.full', late: 'shed.late' } as const

/**
 * From octets to an authentic request, and from its answer to signed octets, whatever carries them.
 *
 * What comes in waits its turn before anything costly is done about it, so that a flood is cheap to take
 * in and to shed. What is strange, malformed or forged is counted by reason and never answered. A
 * retransmission gets the octets the first copy got; a later request in its slot takes its place
 * (RFC 5080 §2.2.2); nothing unproven touches that memory.
 */
export class Responder<P extends Peer, S extends Sender> {
  readonly #service: Service<P>
  readonly #clock: Clock
  readonly #outcomes: Outcomes
  readonly #transport: Transport<S>
  readonly #believer: Believer<P>
  readonly #exchanges = new Exchanges<Exchange<P, S>>()
  readonly #room = new WaitingRoom<P, S>()
  readonly #turnedAway = new TurnedAway()
  readonly #backlog: Backlog<Seat<P, S>>
  #inFlight = 0
  #isAwake = false
  #drained: (() => void) | undefined

  constructor(service: Service<P>, clock: Clock, outcomes: Outcomes, transport: Transport<S>) {
    this.#service = service
    this.#clock = clock
    this.#outcomes = outcomes
    this.#transport = transport
    this.#believer = new Believer(service, outcomes)
    const sheds = service.sheds ?? 'oldest'
    this.#backlog = new Backlog({
      ...WAITING[sheds],
      sheds,
      onShed: (seat, why) => {
        outcomes.report(SHED[why], { gateway: seat.gateway })
        this.#turnedAway.note(seat.octets)
        this.#room.leave(seat)
      },
    })
  }

  /** How many requests wait to be served. */
  get waiting(): number {
    return this.#backlog.size
  }

  /** Takes in what came from a known NAS's address. The datagram is only lent. */
  hear(datagram: Buffer, nas: P, source: Ip, sender: S): void {
    const packet = this.#believer.packetOf(datagram, nas)
    if (!packet) return
    const heardAt = this.#clock()
    const goesFirst = packet.isOngoing || this.#turnedAway.times(datagram) >= SHED_ENOUGH
    this.#backlog.put(this.#room.seat({ packet, nas, source, sender, heardAt, goesFirst }))
    this.#wake()
  }

  /** Resolves when all that was heard is answered or shed. Nothing may be heard meanwhile. */
  async drained(): Promise<void> {
    if (this.#isIdle()) return
    await new Promise<void>((drained) => (this.#drained = drained))
  }

  #isIdle(): boolean {
    return this.#inFlight === 0 && this.#backlog.size === 0
  }

  #wake(): void {
    if (this.#isAwake) return
    this.#isAwake = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#isAwake = false
    const now = this.#clock()
    for (let i = 0; i < LOOKED_AT_A_TURN && this.#inFlight < IN_FLIGHT_MAX; i++) {
      const seat = this.#backlog.next(now)
      if (!seat) break
      this.#look(seat)
    }
    if (this.#backlog.size > 0 && this.#inFlight < IN_FLIGHT_MAX) this.#wake()
    else if (this.#isIdle()) this.#drained?.()
  }

  /** Whatever goes wrong with one, the next is none the worse. */
  #look(seat: Seat<P, S>): void {
    const { nth, sender } = seat
    const request = seat.request()
    this.#room.leave(seat)
    const { packet, nas } = request
    try {
      if (this.#believer.believes(packet, nas)) this.#take({ request, sender }, nth)
    } catch (error) {
      this.#outcomes.report('failed', { gateway: nas.id, error: (error as Error).message })
    }
  }

  #take(work: Work<P, S>, nth: number): void {
    const { request, sender } = work
    const { packet, receivedAt } = request
    const { address, port } = sender
    const slot = { address, port, identifier: packet.identifier }
    const earlier = this.#exchanges.find(slot)
    if (earlier && this.#isCopy(packet.octets, earlier, sender)) return
    if (earlier && earlier.nth > nth) {
      this.#outcomes.count('superseded')
      return
    }
    if (earlier && !(earlier instanceof Answered)) earlier.isAbandoned = true
    const exchange = { slot, request: packet.octets, nth, work, isAbandoned: false }
    this.#exchanges.begin(slot, exchange, receivedAt)
    this.#serve(exchange, request)
  }

  /** Whether this came before in its slot; if it was answered, it gets that answer. */
  #isCopy(octets: Buffer, earlier: Exchange<P, S> | Answered, sender: S): boolean {
    if (!(earlier instanceof Answered)) {
      const isInProgress = isSame(octets, earlier.request)
      if (isInProgress) this.#outcomes.count('in-progress')
      return isInProgress
    }
    if (!earlier.isOf(octets)) return false
    this.#outcomes.count('duplicate')
    this.#transport(earlier.reply(), sender)
    return true
  }

  #serve(exchange: Exchange<P, S>, request: AuthenticRequest<P>): void {
    this.#inFlight++
    try {
      const answer = this.#service.answer(request)
      if (answer instanceof Promise) this.#await(exchange, answer)
      else this.#conclude(exchange, answer)
    } catch (error) {
      this.#fail(exchange, error)
    }
  }

  #await(exchange: Exchange<P, S>, answer: Promise<Reply | Silence>): void {
    answer
      .then((value) => this.#conclude(exchange, value))
      .catch((error) => this.#fail(exchange, error))
  }

  #fail(exchange: Exchange<P, S>, error: unknown): void {
    this.#exchanges.forget(exchange.slot, exchange)
    const gateway = exchange.work?.request.nas.id
    this.#outcomes.report('failed', { gateway, error: (error as Error).message })
    this.#land()
  }

  #conclude(exchange: Exchange<P, S>, answer: Reply | Silence): void {
    this.#outcomes.count(answer.outcome)
    const reply = answer.kind === 'reply' && exchange.work && this.#sign(exchange.work, answer)
    if (!reply) this.#exchanges.forget(exchange.slot, exchange)
    else this.#answer(exchange, reply, answer.notBefore ?? 0)
    this.#land()
  }

  #sign({ request }: { request: AuthenticRequest<P> }, { code, attributes }: Reply) {
    const reply = signReply(request.packet, code, attributes, keyOf(request.nas.secret))
    if (!reply) this.#outcomes.count('reply-too-long')
    return reply
  }

  #answer(exchange: Exchange<P, S>, reply: Buffer, notBefore: Millis): void {
    const sender = exchange.work?.sender
    exchange.work = undefined
    const send = () => {
      this.#exchanges.answered(exchange.slot, exchange, reply)
      if (sender && !exchange.isAbandoned) this.#transport(reply, sender)
    }
    const waitMs = notBefore - this.#clock()
    if (waitMs > 0) setTimeout(send, waitMs).unref()
    else send()
  }

  #land(): void {
    this.#inFlight--
    if (this.#backlog.size > 0) this.#wake()
    else if (this.#inFlight === 0) this.#drained?.()
  }
}

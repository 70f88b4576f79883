import type { Clock, Millis } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { has } from './attributes.ts'
import { Backlog, type Waiting } from './backlog.ts'
import { Believer } from './believer.ts'
import { attributeId } from './dictionary.ts'
import { Exchanges, type Remembered, type Slot } from './exchanges.ts'
import type { AuthenticRequest, Peer, Reply, Service, Silence } from './service.ts'
import { keyOf, signReply } from './signature.ts'
import type { Outcomes } from './tally.ts'
import { CODE } from './wire.ts'

/** Where a request came from and its reply goes. */
export type Sender = { readonly address: string; readonly port: number }

/** What the octets go out through. */
export type Transport<S extends Sender> = (reply: Buffer, to: S) => void

/** A request, from its first copy until nobody would ask for its reply any more. */
type Exchange<P extends Peer, S extends Sender> = Waiting &
  Remembered & {
    readonly slot: Slot
    heardAt: Millis
    /** Until it is over. */
    work: { readonly request: AuthenticRequest<P>; readonly sender: S } | undefined
    reply: Buffer | undefined
    /** Its NAS uses the slot for another request: nobody waits for this one. */
    isAbandoned: boolean
  }

/** Requests being answered at once: what a disk that syncs in 50 ms needs for 40,000 a second. */
const IN_FLIGHT_MAX = 2048

/** Requests waiting: what can be served within a gateway's patience. */
const WAITING_MAX = 8192

/** RFC 5080 §2.2.1 has a NAS ask again after 2 s; RouterOS asks thrice in one. */
const PATIENCE_MS: Millis = 1000

/**
 * Served before the socket is read again. The kernel hands over at most 32 datagrams in between: fewer
 * than that, so that in a flood it is the backlog that grows, which is fair, and not the kernel's queue.
 */
const SERVED_A_TURN = 16

const STATE = attributeId('State')

/**
 * From octets to an authentic request, and from its answer to signed octets, whatever carries them.
 *
 * What is strange, malformed or forged is counted by reason and never answered. A retransmission gets
 * the octets the first copy got; another request in its slot takes its place (RFC 5080 §2.2.2); nothing
 * unproven touches that memory.
 */
export class Responder<P extends Peer, S extends Sender> {
  readonly #service: Service<P>
  readonly #clock: Clock
  readonly #outcomes: Outcomes
  readonly #transport: Transport<S>
  readonly #believer: Believer<P>
  readonly #exchanges = new Exchanges<Exchange<P, S>>()
  readonly #backlog: Backlog<Exchange<P, S>>
  #inFlight = 0
  #isAwake = false
  #drained: (() => void) | undefined

  constructor(service: Service<P>, clock: Clock, outcomes: Outcomes, transport: Transport<S>) {
    this.#service = service
    this.#clock = clock
    this.#outcomes = outcomes
    this.#transport = transport
    this.#believer = new Believer(service, outcomes)
    this.#backlog = new Backlog({
      max: WAITING_MAX,
      patienceMs: PATIENCE_MS,
      sheds: service.sheds ?? 'oldest',
      onShed: (exchange, why) => {
        this.#exchanges.forget(exchange.slot, exchange)
        this.#outcomes.report(`shed.${why}`, { gateway: exchange.gateway })
      },
    })
  }

  /** How many requests wait to be served. */
  get waiting(): number {
    return this.#backlog.size
  }

  /** Takes in what a known NAS sent. Whatever goes wrong with it, the next is none the worse. */
  hear(datagram: Buffer, nas: P, source: Ip, sender: S): void {
    try {
      const packet = this.#believer.packetOf(datagram, nas)
      if (packet) this.#take({ packet, nas, source, receivedAt: this.#clock() }, sender)
    } catch (error) {
      this.#outcomes.report('failed', { gateway: nas.id, error: (error as Error).message })
    }
  }

  /** Resolves when all that was heard is answered or shed. Nothing may be heard meanwhile. */
  async drained(): Promise<void> {
    if (this.#isIdle()) return
    await new Promise<void>((drained) => (this.#drained = drained))
  }

  #isIdle(): boolean {
    return this.#inFlight === 0 && this.#backlog.size === 0
  }

  #take(request: AuthenticRequest<P>, sender: S): void {
    const { packet, nas, receivedAt } = request
    const { address, port } = sender
    const slot = { address, port, identifier: packet.identifier }
    const nonce = packet.octets.toString('latin1', 4, 20)
    const earlier = this.#exchanges.find(slot)
    if (earlier?.nonce === nonce) {
      this.#repeat(earlier, sender, receivedAt)
      return
    }
    if (earlier) earlier.isAbandoned = true

    const exchange: Exchange<P, S> = {
      slot,
      nonce,
      gateway: nas.id,
      isOngoing: packet.code === CODE.accessRequest && has(packet, STATE),
      heardAt: receivedAt,
      work: { request, sender },
      reply: undefined,
      isAbandoned: false,
    }
    this.#exchanges.begin(slot, exchange, receivedAt)
    this.#backlog.put(exchange)
    this.#wake()
  }

  #repeat(exchange: Exchange<P, S>, sender: S, now: Millis): void {
    exchange.heardAt = now
    this.#outcomes.count(exchange.reply ? 'duplicate' : 'in-progress')
    if (exchange.reply) this.#transport(exchange.reply, sender)
  }

  #wake(): void {
    if (this.#isAwake) return
    this.#isAwake = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#isAwake = false
    const now = this.#clock()
    for (let served = 0; served < SERVED_A_TURN && this.#inFlight < IN_FLIGHT_MAX; ) {
      const exchange = this.#backlog.next(now)
      if (!exchange) break
      if (this.#serve(exchange)) served++
    }
    if (this.#backlog.size > 0 && this.#inFlight < IN_FLIGHT_MAX) this.#wake()
    else if (this.#isIdle()) this.#drained?.()
  }

  /** False when nobody waits for it any more. */
  #serve(exchange: Exchange<P, S>): boolean {
    if (exchange.isAbandoned || !exchange.work) {
      this.#outcomes.count('superseded')
      return false
    }
    this.#inFlight++
    try {
      const answer = this.#service.answer(exchange.work.request)
      if (answer instanceof Promise) this.#await(exchange, answer)
      else this.#conclude(exchange, answer)
    } catch (error) {
      this.#fail(exchange, error)
    }
    return true
  }

  #await(exchange: Exchange<P, S>, answer: Promise<Reply | Silence>): void {
    answer
      .then((value) => this.#conclude(exchange, value))
      .catch((error) => this.#fail(exchange, error))
  }

  #fail(exchange: Exchange<P, S>, error: unknown): void {
    this.#exchanges.forget(exchange.slot, exchange)
    this.#outcomes.report('failed', { gateway: exchange.gateway, error: (error as Error).message })
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
      exchange.reply = reply
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

import type { RemoteInfo, Socket } from 'node:dgram'
import { once } from 'node:events'
import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import type { Nas } from './message.ts'
import { type Objection, objectionTo, pins, type Trust } from './policy.ts'
import { RecentReplies } from './recent-replies.ts'
import { keyOf, signReply } from './signature.ts'
import type { Tally } from './tally.ts'
import { bindUdp, type Endpoint } from './udp.ts'
import { type Code, inspect, type Packet } from './wire.ts'

/** Who may speak to a port: what must be known of them to believe them. */
export type Peer = Trust & Pick<Nas, 'id'>

/** A request whose sender is known and proven. */
export type AuthenticRequest<P extends Peer> = {
  readonly packet: Packet
  readonly nas: P
  readonly source: Ip
  readonly receivedAt: Millis
}

/** What to send back, not before an instant if one is given. */
export type Reply = {
  readonly kind: 'reply'
  /** What it is counted as. */
  readonly outcome: string
  readonly code: Code
  readonly attributes: Uint8Array
  readonly notBefore?: Millis
}
export type Silence = { readonly kind: 'silence'; readonly outcome: string }

/** What is served on one port. A rejected answer is silence, and the next copy is tried afresh. */
export type Service<P extends Peer> = {
  readonly name: string
  readonly codes: readonly Code[]
  readonly nasAt: (source: Ip) => P | undefined
  readonly answer: (request: AuthenticRequest<P>) => Promise<Reply | Silence>
  /** An `auto` gateway has signed a request. */
  readonly pinned?: (nas: P) => void
  /** A datagram from nobody we know, at most `STRANGERS_A_SECOND` of them. */
  readonly stranger?: (source: Ip, datagram: Buffer) => void
}

/** Requests being answered at once. More than the city can send while a disk is slow; each is small. */
const IN_FLIGHT_MAX = 8192

/** Strangers handed on in a second: enough to see who knocks, too few to be a burden. */
const STRANGERS_A_SECOND = 32

/** What an operator should do about a gateway that does not sign. */
const HINTS: Partial<Record<Objection, string>> = {
  unsigned:
    'it sends no Message-Authenticator: switch that on there, or let its record say `auto` until it can',
  'unsigned-proxy-state':
    'it sends Proxy-State without Message-Authenticator: sign there; if it is a proxy that cannot, its record may allow it',
}

/**
 * One UDP port: from datagram to authentic request, from answer to signed reply.
 *
 * A datagram that is strange, malformed or forged is counted by reason and never answered. A
 * retransmission gets the octets the first copy got (RFC 5080 §2.2.2); nothing unproven touches that
 * memory.
 */
export class Listener<P extends Peer> implements AsyncDisposable {
  readonly #socket: Socket
  readonly #service: Service<P>
  readonly #clock: Clock
  readonly #tally: Tally
  readonly #replies = new RecentReplies()
  #inFlight = 0
  #strangers = 0
  #strangersIn = 0
  #isClosed = false
  #drained: (() => void) | undefined

  static async open<P extends Peer>(
    endpoint: Endpoint,
    service: Service<P>,
    clock: Clock,
    tally: Tally,
  ): Promise<Listener<P>> {
    return new Listener(await bindUdp(endpoint), service, clock, tally)
  }

  private constructor(socket: Socket, service: Service<P>, clock: Clock, tally: Tally) {
    this.#socket = socket
    this.#service = service
    this.#clock = clock
    this.#tally = tally
    socket.on('message', (datagram, source) => this.#hear(datagram, source))
    socket.on('error', (error) => this.#report('socket', { error: error.message }))
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** Takes no more requests, lets those begun be answered, then gives the port back. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#inFlight > 0) await new Promise<void>((drained) => (this.#drained = drained))
    this.#socket.close()
    await once(this.#socket, 'close')
  }

  /** Whatever goes wrong with one datagram, the port goes on with the next. */
  #hear(datagram: Buffer, source: RemoteInfo): void {
    if (this.#isClosed) return
    try {
      this.#receive(datagram, source)
    } catch (error) {
      this.#report('failed', { source: source.address, error: (error as Error).message })
    }
  }

  #receive(datagram: Buffer, source: RemoteInfo): void {
    // No reply can go to port 0 (RFC 768), and trying throws; only a forger speaks from there.
    if (source.port === 0) {
      this.#report('unanswerable', { source: source.address })
      return
    }
    const address = ipOf(source)
    const nas = address && this.#service.nasAt(address)
    if (!nas) {
      this.#report('unknown-source', { source: source.address })
      if (address) this.#tellOfStranger(address, datagram)
      return
    }
    const packet = this.#believe(datagram, nas)
    if (packet) this.#take({ packet, nas, source: address, receivedAt: this.#clock() }, source)
  }

  #tellOfStranger(source: Ip, datagram: Buffer): void {
    const second = Math.floor(this.#clock() / SECOND)
    if (second !== this.#strangersIn) this.#strangers = 0
    this.#strangersIn = second
    if (this.#strangers++ < STRANGERS_A_SECOND) this.#service.stranger?.(source, datagram)
  }

  /** The packet, if it is sound, ours to serve and authentic; otherwise it is counted by what it lacks. */
  #believe(datagram: Buffer, nas: P): Packet | undefined {
    const packet = inspect(datagram)
    if (packet.kind === 'malformed') return this.#drop(`malformed.${packet.reason}`, nas)
    if (!this.#service.codes.includes(packet.code)) return this.#drop('wrong-code', nas)
    const objection = objectionTo(packet, nas)
    if (objection) return this.#drop(objection, nas, HINTS[objection])
    if (pins(packet, nas)) this.#service.pinned?.(nas)
    return packet
  }

  #drop(outcome: string, { id }: P, hint?: string): undefined {
    if (hint === undefined) this.#report(outcome, { gateway: id })
    else this.#tally.hint(`${this.#service.name}.${outcome}`, id, { gateway: id, hint })
  }

  #take(request: AuthenticRequest<P>, source: RemoteInfo): void {
    const { octets } = request.packet
    const id = `${source.address} ${source.port} ${octets.toString('latin1', 1, 20)}`
    const earlier = this.#replies.find(id)
    if (earlier === 'in-progress') {
      this.#count('in-progress')
    } else if (earlier) {
      this.#count('duplicate')
      this.#send(earlier, source)
    } else if (this.#inFlight >= IN_FLIGHT_MAX) {
      this.#report('overloaded', {})
    } else {
      void this.#serve(request, id, source)
    }
  }

  async #serve(request: AuthenticRequest<P>, id: string, source: RemoteInfo): Promise<void> {
    this.#inFlight++
    this.#replies.begin(id, request.receivedAt)
    try {
      const answer = await this.#service.answer(request)
      this.#count(answer.outcome)
      this.#conclude(request, answer, id, source)
    } catch (error) {
      this.#replies.forget(id)
      this.#report('failed', { gateway: request.nas.id, error: (error as Error).message })
    } finally {
      if (--this.#inFlight === 0) this.#drained?.()
    }
  }

  #conclude(
    { packet, nas }: AuthenticRequest<P>,
    answer: Reply | Silence,
    id: string,
    source: RemoteInfo,
  ) {
    const reply =
      answer.kind === 'reply' &&
      signReply(packet, answer.code, answer.attributes, keyOf(nas.secret))
    if (!reply) {
      if (answer.kind === 'reply') this.#count('reply-too-long')
      return this.#replies.forget(id)
    }
    const send = () => {
      this.#replies.answer(id, reply)
      this.#send(reply, source)
    }
    const waitMs = (answer.notBefore ?? 0) - this.#clock()
    if (waitMs > 0) setTimeout(send, waitMs).unref()
    else send()
  }

  #send(reply: Buffer, { port, address }: RemoteInfo): void {
    if (this.#isClosed && this.#inFlight === 0) return
    this.#socket.send(reply, port, address, (error) => {
      if (error) this.#report('unsent', { error: error.message })
    })
  }

  #count(outcome: string): void {
    this.#tally.count(`${this.#service.name}.${outcome}`)
  }

  #report(outcome: string, fields: Parameters<Tally['report']>[1]): void {
    this.#tally.report(`${this.#service.name}.${outcome}`, fields)
  }
}

/** The kernel writes IPv4 addresses canonically itself; IPv6 may be mapped or carry a zone. */
function ipOf({ family, address }: RemoteInfo): Ip | undefined {
  return family === 'IPv4' ? (address as Ip) : parseIp(address)
}

import type { RemoteInfo, Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Clock, Millis } from '#src/kernel/clock.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import { octetsOf } from './attributes.ts'
import { attributeId } from './dictionary.ts'
import type { Nas } from './message.ts'
import { RecentReplies } from './recent-replies.ts'
import { keyOf, signReply, verifyRequest } from './signature.ts'
import type { Tally } from './tally.ts'
import { bindUdp, type Endpoint } from './udp.ts'
import { CODE, type Code, inspect, type Packet } from './wire.ts'

/** Who may speak to a port: what must be known of them to believe them. */
export type Peer = Pick<Nas, 'id' | 'secret' | 'messageAuthenticator'>

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
}

/** Requests being answered at once. More than the city can send while a disk is slow; each is small. */
const IN_FLIGHT_MAX = 8192

const PROXY_STATE = attributeId('Proxy-State')

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
      return
    }
    const packet = this.#believe(datagram, nas)
    if (typeof packet === 'string') this.#report(packet, { gateway: nas.id })
    else this.#take({ packet, nas, source: address, receivedAt: this.#clock() }, source)
  }

  /** The packet, if it is sound, ours to serve and authentic; otherwise why it is not. */
  #believe(datagram: Buffer, nas: P): Packet | string {
    const packet = inspect(datagram)
    if (packet.kind === 'malformed') return `malformed.${packet.reason}`
    if (!this.#service.codes.includes(packet.code)) return 'wrong-code'
    return objectionTo(packet, nas) ?? packet
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

/**
 * Why a packet is not believed, if it is not.
 *
 * A gateway that may go without a Message-Authenticator must go without Proxy-State too: that is where
 * a forger hides the collision (CVE-2024-3596), and gateways are no proxies.
 */
function objectionTo(packet: Packet, nas: Peer): string | undefined {
  const verdict = verifyRequest(packet, keyOf(nas.secret))
  if (verdict === 'authentic') return undefined
  if (verdict === 'forged') return 'forged'
  const mayGoWithout = packet.code === CODE.accessRequest && nas.messageAuthenticator === 'optional'
  if (!mayGoWithout) return 'unsigned'
  return octetsOf(packet, PROXY_STATE) ? 'unsigned-proxy-state' : undefined
}

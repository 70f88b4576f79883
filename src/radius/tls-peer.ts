import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import type { Clock } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { layout, uint32 } from './dictionary.ts'
import { ERROR_CAUSE, type Nas } from './message.ts'
import type { AuthenticRequest, Reply, Service, Silence } from './service.ts'
import { keyOf, NO_SECRET, RADSEC, signReply, verifyRequest } from './signature.ts'
import type { Outcomes } from './tally.ts'
import { Framing } from './tls-framing.ts'
import type { RadiusVersion } from './tls-rules.ts'
import { CODE, type Code, inspect, type Packet } from './wire.ts'

export type TlsPeerOptions = {
  readonly socket: TLSSocket
  readonly version: RadiusVersion
  readonly source: Ip
  /** Which gateway this is by the records of now; nothing when it is none of ours any more. */
  readonly nas: () => Nas | undefined
  readonly services: readonly Service<Nas>[]
  readonly clock: Clock
  readonly outcomes: Outcomes
  /** Called once, when the connection is closed and nothing it asked is still being answered. */
  readonly onDone: () => void
}

/** Requests being answered at once on one connection: as many as there are Identifiers. */
const IN_FLIGHT_MAX = 256

const REQUESTS: ReadonlySet<Code> = new Set([
  CODE.accessRequest,
  CODE.accountingRequest,
  CODE.statusServer,
  CODE.disconnectRequest,
  CODE.coaRequest,
])

/** RFC 7930 §4: attribute 241.4, of 7 octets, ahead of the code it is about. */
const ORIGINAL_PACKET_CODE = [241, 7, 4, 0, 0, 0]

type Exchange = { readonly authenticator: string; reply?: Buffer }

/**
 * One open connection of one gateway, from octets to authentic requests, from answers to replies.
 *
 * What the RADIUS of datagrams discards in silence closes the connection here (RFC 6613 §2.6.4): after
 * a wrong frame or a wrong signature nothing that follows can be believed. It reads no faster than it
 * answers. When it closes, what was not begun is forgotten and what comes of the rest is not sent.
 */
export class TlsPeer {
  readonly #options: TlsPeerOptions
  readonly #framing = new Framing()
  readonly #exchanges = new Map<number, Exchange>()
  #queue: Buffer[] = []
  #inFlight = 0
  #isOpen = true
  #isFull = false
  #isLeaving = false

  constructor(options: TlsPeerOptions) {
    this.#options = options
    const { socket } = options
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('drain', () => {
      this.#isFull = false
      this.#pump()
    })
    socket.on('close', () => {
      this.#forget()
      if (this.#inFlight === 0) options.onDone()
    })
  }

  /** Whether it may still ask. */
  get isOpen(): boolean {
    return this.#isOpen && !this.#isLeaving
  }

  /** Closes at once, and counts why. */
  close(why: string): void {
    if (!this.#isOpen) return
    this.#forget()
    this.#options.outcomes.report(`closed.${why}`, { source: this.#options.source })
    this.#options.socket.destroySoon()
  }

  /** Reads no more, and closes when what is under way has been answered. */
  leave(): void {
    this.#isLeaving = true
    this.#queue = []
    this.#options.socket.pause()
    if (this.#inFlight === 0 && this.#isOpen) this.#options.socket.destroySoon()
  }

  #forget(): void {
    this.#isOpen = false
    this.#queue = []
    this.#exchanges.clear()
  }

  #hear(chunk: Buffer): void {
    if (!this.#isOpen || this.#isLeaving) return
    const { packets, isBroken } = this.#framing.push(chunk)
    this.#queue.push(...packets)
    this.#pump()
    if (isBroken) this.close('malformed.length')
  }

  /** Takes from the queue what there is room for; while something is left in it, nothing is read. */
  #pump(): void {
    const { socket } = this.#options
    while (this.#hasRoom() && this.#queue.length > 0) this.#receive(this.#queue.shift() as Buffer)
    if (this.#isLeaving || !this.#isOpen) return
    if (this.#hasRoom()) socket.resume()
    else socket.pause()
  }

  #hasRoom(): boolean {
    return this.#isOpen && !this.#isFull && this.#inFlight < IN_FLIGHT_MAX
  }

  #receive(octets: Buffer): void {
    const nas = this.#options.nas()
    if (!nas) {
      this.close('unbound')
      return
    }
    const packet = inspect(octets)
    if (packet.kind === 'packet') this.#judge(packet, nas)
    // A packet type nobody defined is discarded, and the frame behind it is sound (radiusdtls-bis §3.12).
    else if (packet.reason === 'code') this.#options.outcomes.count('malformed.code')
    else this.close(`malformed.${packet.reason}`)
  }

  /** TLS proves who speaks, so a Message-Authenticator may be absent, but it may not be wrong. */
  #judge(packet: Packet, nas: Nas): void {
    const service = this.#options.services.find(({ codes }) => codes.includes(packet.code))
    if (!REQUESTS.has(packet.code)) this.#options.outcomes.count('wrong-code')
    else if (verifyRequest(packet, keyOf(this.#secret)) === 'forged') this.close('forged')
    else if (service) this.#take(packet, nas, service)
    else this.#decline(packet, ERROR_CAUSE.unsupportedExtension)
  }

  get #secret() {
    return this.#options.version === '1.1' ? NO_SECRET : RADSEC
  }

  /**
   * A copy of what was asked already gets what the first got (RFC 5080 §2.2.2). Over RADIUS/1.1 there
   * is no such memory: no Token is used twice (RFC 9765 §4.2.2).
   */
  #take(packet: Packet, nas: Nas, service: Service<Nas>): void {
    const slot = slotOf(packet)
    const authenticator = packet.octets.toString('latin1', 4, 20)
    const earlier = this.#options.version === '1.0' ? this.#exchanges.get(slot) : undefined
    if (earlier?.authenticator !== authenticator) {
      const exchange = { authenticator }
      if (this.#options.version === '1.0') this.#exchanges.set(slot, exchange)
      void this.#serve(packet, nas, service, exchange)
    } else if (earlier.reply) {
      this.#options.outcomes.count('duplicate')
      this.#write(earlier.reply)
    } else {
      this.#options.outcomes.count('in-progress')
    }
  }

  async #serve(packet: Packet, nas: Nas, service: Service<Nas>, exchange: Exchange): Promise<void> {
    const { clock, source, outcomes } = this.#options
    const request = { packet, nas: { ...nas, secret: this.#secret }, source, receivedAt: clock() }
    this.#inFlight++
    try {
      const answer = await service.answer(request)
      await this.#until(answer)
      outcomes.count(answer.outcome)
      this.#conclude(request, answer, exchange)
    } catch (error) {
      outcomes.report('failed', { gateway: nas.id, error: (error as Error).message })
      this.#giveUp(packet, exchange, ERROR_CAUSE.resourcesUnavailable)
    } finally {
      this.#inFlight--
      if (this.#options.socket.closed && this.#inFlight === 0) this.#options.onDone()
      else if (this.#isLeaving) this.leave()
      else this.#pump()
    }
  }

  /** Waited for here, so that a closing connection waits for it too. */
  async #until(answer: Reply | Silence): Promise<void> {
    const notBefore = answer.kind === 'reply' ? answer.notBefore : undefined
    const waitMs = (notBefore ?? 0) - this.#options.clock()
    if (waitMs > 0) await sleep(waitMs, undefined, { ref: false })
  }

  #conclude({ packet }: AuthenticRequest<Nas>, answer: Reply | Silence, exchange: Exchange): void {
    if (answer.kind === 'silence') {
      this.#giveUp(packet, exchange, ERROR_CAUSE.invalidRequest)
      return
    }
    const reply = signReply(packet, answer.code, answer.attributes, keyOf(this.#secret))
    if (!reply) {
      this.#options.outcomes.count('reply-too-long')
      this.#giveUp(packet, exchange, ERROR_CAUSE.resourcesUnavailable)
    } else if (this.#isAwaited(packet, exchange)) {
      exchange.reply = reply
      this.#write(reply)
    }
  }

  /** The next copy is tried afresh. RFC 9765 §6.1 lets no request go without a word. */
  #giveUp(packet: Packet, exchange: Exchange, errorCause: number): void {
    if (this.#exchanges.get(slotOf(packet)) === exchange) this.#exchanges.delete(slotOf(packet))
    if (this.#options.version === '1.1') this.#decline(packet, errorCause)
  }

  /** RFC 7930 §4, radiusdtls-bis §3.7: this hop did not act on it, and says so. */
  #decline(packet: Packet, errorCause: number): void {
    const why = layout([['Error-Cause', uint32(errorCause)]])
    const about = Buffer.from([...ORIGINAL_PACKET_CODE, packet.code])
    // RFC 9765 §5.5: a Token says by itself what this is about.
    const attributes = this.#options.version === '1.1' ? why : Buffer.concat([about, why])
    const reply = signReply(packet, CODE.protocolError, attributes, keyOf(this.#secret))
    this.#options.outcomes.count('protocol-error')
    if (reply) this.#write(reply)
  }

  /** Whether its asker has not used the Identifier for something else by now. */
  #isAwaited(packet: Packet, exchange: Exchange): boolean {
    return this.#options.version === '1.1' || this.#exchanges.get(slotOf(packet)) === exchange
  }

  #write(reply: Buffer): void {
    if (this.#isOpen && !this.#options.socket.write(reply)) this.#isFull = true
  }
}

/** A client may ask by one Identifier under two codes at once. */
function slotOf({ code, identifier }: Packet): number {
  return code * 256 + identifier
}

import { type Clock, SECOND } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { Responder } from './responder.ts'
import type { Peer, Service } from './service.ts'
import type { Source } from './sockaddr.ts'
import type { Outcomes, Tally } from './tally.ts'
import { type Endpoint, RECEIVE_OCTETS } from './udp.ts'
import { UdpPort } from './udp-port.ts'

/** Strangers handed on in a second: enough to see who knocks, too few to be a burden. */
const STRANGERS_A_SECOND = 32

/** One UDP port: whose datagrams come in, and where replies go out. */
export class Listener<P extends Peer> implements AsyncDisposable {
  readonly #port: UdpPort
  readonly #service: Service<P>
  readonly #clock: Clock
  readonly #outcomes: Outcomes
  readonly #responder: Responder<P, Source>
  #strangers = 0
  #strangersIn = 0
  #isClosing = false

  static async open<P extends Peer>(
    endpoint: Endpoint,
    service: Service<P>,
    clock: Clock,
    tally: Tally,
  ): Promise<Listener<P>> {
    return new Listener(await UdpPort.open(endpoint), service, clock, tally.section(service.name))
  }

  private constructor(port: UdpPort, service: Service<P>, clock: Clock, outcomes: Outcomes) {
    this.#port = port
    this.#service = service
    this.#clock = clock
    this.#outcomes = outcomes
    this.#responder = new Responder(service, clock, outcomes, (reply, to) => port.send(reply, to))
    port.listen({
      hear: (datagram, source) => this.#hear(datagram, source),
      unsent: (error) => outcomes.report('unsent', { error: error.message }),
      failed: (error) => outcomes.report('socket', { error: error.message }),
    })
  }

  get port(): number {
    return this.#port.port
  }

  /** How many requests wait to be served, and how many datagrams the kernel had no room for. */
  gauges(): Readonly<Record<string, number>> {
    const { drops } = this.#port
    const { name } = this.#service
    return {
      [`${name}.waiting`]: this.#responder.waiting,
      ...(drops === undefined ? {} : { [`${name}.kernel-drops`]: drops }),
    }
  }

  /**
   * Tells when the kernel keeps less for us than a burst takes. Linux counts what it keeps of a datagram
   * twice over, so it says twice what was asked.
   */
  warnOfRoom(): void {
    const granted = this.#port.room / 2
    if (granted >= RECEIVE_OCTETS) return
    const hint = `sysctl -w net.core.rmem_max=${RECEIVE_OCTETS}`
    this.#outcomes.warn('receive-buffer', { asked: RECEIVE_OCTETS, granted, hint })
  }

  /** Takes no more requests, lets those begun be answered, then gives the port back. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosing) return
    this.#isClosing = true
    await this.#responder.drained()
    await this.#port[Symbol.asyncDispose]()
  }

  #hear(datagram: Buffer, sender: Source): void {
    if (this.#isClosing) return
    // No reply can go to port 0 (RFC 768), and trying throws; only a forger speaks from there.
    if (sender.port === 0) {
      this.#outcomes.report('unanswerable', { source: sender.address })
      return
    }
    const { ip } = sender
    const nas = ip && this.#nasAt(ip)
    if (nas) this.#responder.hear(datagram, nas, ip, sender)
    else if (nas === undefined) this.#tellOfStranger(datagram, sender)
  }

  /** A list of gateways that cannot be read is no stranger's: null. */
  #nasAt(source: Ip): P | undefined | null {
    try {
      return this.#service.nasAt(source)
    } catch (error) {
      this.#outcomes.report('failed', { source, error: (error as Error).message })
      return null
    }
  }

  #tellOfStranger(datagram: Buffer, { ip, address }: Source): void {
    this.#outcomes.report('unknown-source', { source: address })
    const second = Math.floor(this.#clock() / SECOND)
    if (second !== this.#strangersIn) this.#strangers = 0
    this.#strangersIn = second
    if (ip && this.#strangers++ < STRANGERS_A_SECOND) {
      this.#service.stranger?.(ip, datagram)
    }
  }
}

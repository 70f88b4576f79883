import type { RemoteInfo, Socket } from 'node:dgram'
import { once } from 'node:events'
import { type Clock, SECOND } from '#src/kernel/clock.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import { kernelDrops } from './kernel-drops.ts'
import { Responder } from './responder.ts'
import type { Peer, Service } from './service.ts'
import type { Outcomes, Tally } from './tally.ts'
import { bindUdp, type Endpoint, RECEIVE_OCTETS } from './udp.ts'

/** Strangers handed on in a second: enough to see who knocks, too few to be a burden. */
const STRANGERS_A_SECOND = 32

/** One UDP port: whose datagrams come in, and where replies go out. */
export class Listener<P extends Peer> implements AsyncDisposable {
  readonly #socket: Socket
  readonly #service: Service<P>
  readonly #clock: Clock
  readonly #outcomes: Outcomes
  readonly #responder: Responder<P, RemoteInfo>
  #strangers = 0
  #strangersIn = 0
  #isClosing = false
  #isClosed = false

  static async open<P extends Peer>(
    endpoint: Endpoint,
    service: Service<P>,
    clock: Clock,
    tally: Tally,
  ): Promise<Listener<P>> {
    return new Listener(await bindUdp(endpoint), service, clock, tally.section(service.name))
  }

  private constructor(socket: Socket, service: Service<P>, clock: Clock, outcomes: Outcomes) {
    this.#socket = socket
    this.#service = service
    this.#clock = clock
    this.#outcomes = outcomes
    this.#responder = new Responder(service, clock, outcomes, (reply, { port, address }) => {
      if (!this.#isClosed) socket.send(reply, port, address, this.#sent)
    })
    socket.on('message', (datagram, source) => this.#hear(datagram, source))
    socket.on('error', (error) => outcomes.report('socket', { error: error.message }))
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** How many requests wait to be served, and how many datagrams the kernel had no room for. */
  gauges(): Readonly<Record<string, number>> {
    const drops = this.#isClosed ? undefined : kernelDrops(this.#socket.address())
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
    const granted = this.#socket.getRecvBufferSize() / 2
    if (granted >= RECEIVE_OCTETS) return
    const hint = `sysctl -w net.core.rmem_max=${RECEIVE_OCTETS}`
    this.#outcomes.warn('receive-buffer', { asked: RECEIVE_OCTETS, granted, hint })
  }

  /** Takes no more requests, lets those begun be answered, then gives the port back. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosing) return
    this.#isClosing = true
    await this.#responder.drained()
    this.#isClosed = true
    this.#socket.close()
    await once(this.#socket, 'close')
  }

  #hear(datagram: Buffer, sender: RemoteInfo): void {
    if (this.#isClosing) return
    // No reply can go to port 0 (RFC 768), and trying throws; only a forger speaks from there.
    if (sender.port === 0) {
      this.#outcomes.report('unanswerable', { source: sender.address })
      return
    }
    const source = ipOf(sender)
    const nas = source && this.#nasAt(source)
    if (nas) this.#responder.hear(datagram, nas, source, sender)
    else if (nas === undefined) this.#tellOfStranger(source, datagram, sender)
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

  #tellOfStranger(source: Ip | undefined, datagram: Buffer, { address }: RemoteInfo): void {
    this.#outcomes.report('unknown-source', { source: address })
    const second = Math.floor(this.#clock() / SECOND)
    if (second !== this.#strangersIn) this.#strangers = 0
    this.#strangersIn = second
    if (source && this.#strangers++ < STRANGERS_A_SECOND) {
      this.#service.stranger?.(source, datagram)
    }
  }

  readonly #sent = (error: Error | null): void => {
    if (error) this.#outcomes.report('unsent', { error: error.message })
  }
}

/** The kernel writes IPv4 addresses canonically itself; IPv6 may be mapped or carry a zone. */
function ipOf({ family, address }: RemoteInfo): Ip | undefined {
  return family === 'IPv4' ? (address as Ip) : parseIp(address)
}

import type { RemoteInfo, Socket } from 'node:dgram'
import { once } from 'node:events'
import { Recent } from '#src/kernel/recent.ts'
import { Mmsg, type Outgoing } from './mmsg.ts'
import { descriptorOf, kernelDrops } from './proc.ts'
import { nameOf, type Source, sourceIn, sourceOf } from './sockaddr.ts'
import { bindUdp, type Endpoint } from './udp.ts'

/** Datagrams taken in a turn of the event loop, so that what else there is to do has its turn too. */
const TAKEN_A_TURN = 256

/** Sources whose address need not be read again: every port of every gateway of a large city. */
const SOURCES_MAX = 16_384

/** Told of each datagram, which is only lent, and of what befalls the socket. */
export type Hearing = {
  readonly hear: (datagram: Buffer, source: Source) => void
  /** A datagram could not be sent. */
  readonly unsent: (error: Error) => void
  readonly failed: (error: Error) => void
}

const DEAF: Hearing = { hear: () => undefined, unsent: () => undefined, failed: () => undefined }

/**
 * One UDP port that many talk to.
 *
 * `dgram` holds the socket and tells when something has come. Where the system lets us (`Mmsg`), whatever
 * else has come by then is taken with it, and what is said in one turn leaves together at its end.
 */
export class UdpPort implements AsyncDisposable {
  readonly #socket: Socket
  readonly #mmsg: Mmsg | undefined
  readonly #sources = new Recent<number | string, Source>(SOURCES_MAX)
  #hearing: Hearing = DEAF
  #outbox: (Outgoing & Pick<Source, 'address' | 'port'>)[] = []
  #mayTake = TAKEN_A_TURN
  #isClosed = false

  /** Throws a Fault when the port cannot be had. */
  static async open(endpoint: Endpoint): Promise<UdpPort> {
    return new UdpPort(await bindUdp(endpoint))
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    const descriptor = descriptorOf(socket.address())
    this.#mmsg = descriptor === undefined ? undefined : Mmsg.open(descriptor)
    socket.on('message', (datagram, info) => this.#wake(datagram, info))
    socket.on('error', (error) => this.#hearing.failed(error))
  }

  /** Hands over what comes from now on. What comes before is nobody's. */
  listen(hearing: Hearing): void {
    this.#hearing = hearing
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** Octets that the kernel keeps for what has not been taken yet, by its own count. */
  get room(): number {
    return this.#socket.getRecvBufferSize()
  }

  /** How many datagrams the kernel had no room for, where it says so. */
  get drops(): number | undefined {
    return this.#isClosed ? undefined : kernelDrops(this.#socket.address())
  }

  /** Sends a datagram, after those sent before. */
  send(octets: Uint8Array, { address, port, sockaddr }: Source): void {
    if (this.#isClosed) return
    if (!this.#mmsg || !sockaddr) {
      this.#socket.send(octets, port, address, this.#sent)
      return
    }
    if (this.#outbox.length === 0) process.nextTick(this.#flush)
    this.#outbox.push({ octets, sockaddr, address, port })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#flush()
    this.#isClosed = true
    this.#socket.close()
    await once(this.#socket, 'close')
  }

  #wake(datagram: Buffer, info: RemoteInfo): void {
    this.#hearing.hear(datagram, sourceOf(info))
    let taken = Mmsg.BATCH
    while (this.#mmsg && !this.#isClosed && taken === Mmsg.BATCH && this.#mayTake > 0) {
      taken = this.#mmsg.receive(this.#take)
      if (taken > 0 && this.#mayTake === TAKEN_A_TURN) setImmediate(this.#turn)
      this.#mayTake -= taken
    }
  }

  readonly #turn = (): void => {
    this.#mayTake = TAKEN_A_TURN
  }

  readonly #take = (datagram: Buffer, sockaddr: Buffer): void => {
    this.#hearing.hear(datagram, this.#sourceAt(sockaddr))
  }

  /** A gateway asks from few ports, over and over. */
  #sourceAt(sockaddr: Buffer): Source {
    const name = nameOf(sockaddr)
    const known = this.#sources.get(name)
    if (known) return known
    const source = sourceIn(sockaddr)
    this.#sources.set(name, source)
    return source
  }

  /** What the kernel will not take at once, `dgram` sends when it can, or says why it cannot. */
  readonly #flush = (): void => {
    const all = this.#outbox
    this.#outbox = []
    for (let n = 0; n < all.length && this.#mmsg; ) {
      const taken = this.#mmsg.send(all, n)
      const refused = taken === 0 ? all[n] : undefined
      if (refused) this.#socket.send(refused.octets, refused.port, refused.address, this.#sent)
      n += Math.max(taken, 1)
    }
  }

  readonly #sent = (error: Error | null): void => {
    if (error) this.#hearing.unsent(error)
  }
}

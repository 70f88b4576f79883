import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { type Clock, MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import { leadsTo } from './certificate.ts'
import type { Identify, Nas, PeerCertificate, RefusedCertificate } from './message.ts'
import type { Service } from './service.ts'
import type { Outcomes } from './tally.ts'
import { admissionOf, type Guest } from './tls-admission.ts'
import { TlsPeer } from './tls-peer.ts'
import { ALPN } from './tls-rules.ts'
import { type TlsCredentials, type TlsTrust, trustOf } from './tls-trust.ts'
import type { Endpoint } from './udp.ts'

export type TlsLimits = {
  readonly handshakeMs: Millis
  /** Connections whose handshake is under way. */
  readonly handshakes: number
  /** Connections in all; and of one gateway, whose longest silent one gives way to the next. */
  readonly connections: number
  readonly connectionsAGateway: number
  /** Silence, without even a watchdog, after which a connection is closed. */
  readonly idleMs: Millis
  /** How often open connections are held against the records of now. */
  readonly recheckMs: Millis
}

export type TlsListenerOptions = Endpoint & {
  readonly credentials: TlsCredentials
  readonly services: readonly Service<Nas>[]
  readonly identify: Identify
  readonly refused?: ((refused: RefusedCertificate) => void) | undefined
  readonly clock: Clock
  readonly outcomes: Outcomes
  readonly limits?: Partial<TlsLimits> | undefined
}

const LIMITS: TlsLimits = {
  handshakeMs: 5 * SECOND,
  handshakes: 64,
  connections: 4096,
  connectionsAGateway: 8,
  idleMs: 15 * MINUTE,
  recheckMs: 10 * SECOND,
}

const KEEP_ALIVE_MS: Millis = MINUTE

/** After this, a client that does not take its last replies is cut off. */
const CLOSING_MS: Millis = 2 * SECOND

type Open = {
  readonly guest: Guest
  readonly peer: TlsPeer
  proven: PeerCertificate
  heardAt: Millis
}

/**
 * The RADIUS/TLS port (RFC 6614, radiusdtls-bis): who connects, whether they may, and for how long.
 *
 * A client is the gateway its certificate is bound to: by its fingerprint, or by a name in it that one
 * of our authorities vouches for. Nothing it says in RADIUS changes that.
 */
export class TlsListener implements AsyncDisposable {
  readonly #options: TlsListenerOptions
  readonly #limits: TlsLimits
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #open = new Set<Open>()
  readonly #rechecking: NodeJS.Timeout
  #trust: TlsTrust
  #shaken = 0
  #emptied: (() => void) | undefined

  /** Throws a Fault when the port cannot be had or the credentials do not go together. */
  static async open(options: TlsListenerOptions): Promise<TlsListener> {
    const { host, port } = options
    const listener = new TlsListener(options)
    try {
      const listening = once(listener.#server, 'listening')
      listener.#server.listen(port, host)
      await listening
      return listener
    } catch (error) {
      clearInterval(listener.#rechecking)
      const says = `cannot listen for RADIUS/TLS on ${host} port ${port}: ${errnoSays(error)}`
      throw new Fault('network/unavailable', { host, port, says }, error)
    }
  }

  private constructor(options: TlsListenerOptions) {
    this.#options = options
    this.#limits = { ...LIMITS, ...options.limits }
    this.#trust = trustOf(options.credentials)
    this.#server = createServer({
      ...this.#trust.context,
      requestCert: true,
      // Judged in `#shake`: what is refused is to be told, and a bound fingerprint needs no authority.
      rejectUnauthorized: false,
      handshakeTimeout: this.#limits.handshakeMs,
      ALPNProtocols: [ALPN['1.1'], ALPN['1.0']],
    })
    this.#server.maxConnections = this.#limits.connections
    this.#server.on('drop', () => options.outcomes.report('full', {}))
    this.#server.on('connection', (socket: Socket) => this.#arrive(socket))
    this.#server.on('secureConnection', (socket) => this.#shake(socket))
    this.#server.on('tlsClientError', ({ message }, socket) => {
      options.outcomes.report('handshake-failed', { says: message })
      // Node reports a handshake that takes too long, and leaves the socket open.
      socket.destroy()
    })
    this.#rechecking = setInterval(() => this.recheck(), this.#limits.recheckMs).unref()
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** How many connections may speak right now. */
  get connections(): number {
    return this.#speaking().length
  }

  /**
   * Shows a new certificate and believes these authorities from now on. Nobody is cut off for a new
   * certificate of ours. Who would not be let in any more is answered to the end and then closed, and so
   * is everyone when what was revoked has changed: their next handshake is held against the new list.
   *
   * Throws `config/invalid`, and all stays as it was, when the credentials do not go together.
   */
  renew(credentials: TlsCredentials): void {
    const { revocations: before } = this.#trust
    this.#trust = trustOf(credentials)
    this.#server.setSecureContext(this.#trust.context)
    const isListChanged = this.#trust.revocations.join() !== before.join()
    for (const open of this.#open) {
      const isVouchedFor = leadsTo(this.#trust.authorities, open.guest.shown)
      if (!isVouchedFor) open.proven = { ...open.proven, names: [] }
      if (isListChanged || !this.#nasOf(open)) open.peer.leave()
    }
  }

  /** Closes whoever the records of now do not let speak, and whose names ran out (radiusdtls-bis §3.3.1). */
  recheck(): void {
    const now = this.#options.clock()
    for (const open of this.#open) {
      const hasEnded = Date.parse(open.guest.shown.validTo) <= now
      if (hasEnded) open.proven = { ...open.proven, names: [] }
      if (!this.#nasOf(open)) open.peer.close(hasEnded ? 'expired' : 'unbound')
    }
  }

  /** Takes no more requests, lets those begun be answered, then gives the port back. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#rechecking)
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const { peer } of this.#open) peer.leave()
    const late = setTimeout(() => this.#cutOff(), CLOSING_MS)
    if (this.#open.size > 0) await new Promise<void>((emptied) => (this.#emptied = emptied))
    clearTimeout(late)
    this.#cutOff()
    await closed
  }

  #cutOff(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** A handshake costs us a signature and anyone may ask for one, so few are under way at once. */
  #arrive(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    if (this.#sockets.size - this.#shaken <= this.#limits.handshakes) return
    this.#options.outcomes.report('crowded', {})
    socket.destroy()
  }

  #shake(socket: TLSSocket): void {
    this.#shaken++
    socket.once('close', () => this.#shaken--)
    socket.on('error', ({ message }) => this.#options.outcomes.report('lost', { says: message }))
    const admission = this.#admissionOf(socket)
    if (admission?.kind === 'guest') {
      this.#serve(admission)
      return
    }
    if (admission?.kind === 'unfit') {
      this.#options.outcomes.report(admission.reason, { source: socket.remoteAddress })
    } else if (admission) {
      const { refused, verdict } = admission
      const { source, fingerprint, why } = refused
      this.#options.outcomes.report(`refused.${why}`, { source, fingerprint, verdict })
      this.#options.refused?.(refused)
    }
    socket.destroySoon()
  }

  /** Nothing when the records cannot be read: the client will come again. */
  #admissionOf(socket: TLSSocket) {
    try {
      return admissionOf(socket, this.#options.identify)
    } catch (error) {
      this.#options.outcomes.report('failed', { error: (error as Error).message })
      return undefined
    }
  }

  #serve(guest: Guest): void {
    const { services, clock, outcomes } = this.#options
    const { socket, source, version, nas } = guest
    this.#makeRoomFor(nas.id)
    socket.setNoDelay().setKeepAlive(true, KEEP_ALIVE_MS)
    const peer = new TlsPeer({
      ...{ socket, source, version, services, clock, outcomes },
      nas: () => this.#nasOf(open),
      onDone: () => this.#forget(open),
    })
    const open: Open = { guest, peer, proven: guest.proven, heardAt: clock() }
    this.#open.add(open)
    socket.setTimeout(this.#limits.idleMs, () => peer.close('idle'))
    socket.on('data', () => (open.heardAt = clock()))
    outcomes.count(`connected.${version}`)
  }

  /** A gateway that comes back after a reset has left its old connections open (radiusdtls-bis §3.10). */
  #makeRoomFor(gateway: string): void {
    const its = this.#speaking().filter(({ guest }) => guest.nas.id === gateway)
    if (its.length < this.#limits.connectionsAGateway) return
    const quietest = its.reduce((one, other) => (other.heardAt < one.heardAt ? other : one))
    quietest.peer.close('crowded')
  }

  #speaking(): Open[] {
    return [...this.#open].filter(({ peer }) => peer.isOpen)
  }

  #forget(open: Open): void {
    this.#open.delete(open)
    if (this.#open.size === 0) this.#emptied?.()
  }

  /** The records of now; while they cannot be read, what they said last. */
  #nasOf({ guest, proven }: Open): Nas | undefined {
    try {
      const nas = this.#options.identify(proven, guest.source)
      return typeof nas === 'string' ? undefined : nas
    } catch (error) {
      this.#options.outcomes.report('failed', { error: (error as Error).message })
      return guest.nas
    }
  }
}

import { assert } from '#src/kernel/assert.ts'
import { type Clock, SECOND } from '#src/kernel/clock.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import type { Log } from '#src/kernel/log.ts'
import { type Mac, parseMac } from '#src/kernel/mac.ts'
import type { Entropy } from '#src/kernel/random.ts'
import type { Secret } from '#src/kernel/secret.ts'
import type { Vendor } from '#src/kernel/vendor.ts'
import { openDynauth, openRadiusClient } from '#src/radius/client.ts'
import type { Retry } from '#src/radius/requester.ts'
import { ChilliDialect } from './chilli-gateway.ts'
import type { Dialect, HotspotOptions } from './hotspot-dialect.ts'
import { type HotspotRequest, openHotspotServer } from './hotspot-server.ts'
import { type Answer, internetAnswer } from './internet.ts'
import { MikrotikDialect } from './mikrotik-gateway.ts'
import { Nas } from './nas.ts'
import type { NasSession } from './nas-session.ts'
import type { NasFacts } from './nas-vendor.ts'
import { type Station, Wireless } from './wireless.ts'

/** What one simulated gateway is configured with, as a real one would be. */
export type GatewaySpec = {
  readonly id: string
  readonly vendor: Vendor
  /** Its own loopback address: it serves its pages, speaks RADIUS and is asked for changes here. */
  readonly address: Ip
  /** Port of its login pages; 0 takes any free one. */
  readonly port: number
  /** UDP port for Disconnect- and CoA-Requests; 0 takes any free one. */
  readonly coaPort: number
  /** First three octets of its wireless network, such as `127.101.7`. */
  readonly pool: string
  readonly secret: Secret
  readonly uamSecret?: Secret | undefined
  readonly radius: { readonly host: string; readonly authPort: number; readonly acctPort: number }
  /** Without a slash at its end. */
  readonly portalUrl: string
  /** Hosts a phone reaches before it signs in; `*.` stands for every name below. */
  readonly walledGarden: readonly string[]
  /** Only a RouterOS gateway has pages of its own. */
  readonly hotspot?: HotspotOptions
  /** A local interim interval wins over the one in the Access-Accept. */
  readonly interimSeconds?: number
  /** Whether it asks for each device that comes, by its address alone. */
  readonly macAuth?: boolean
  /** How long a RADIUS request is tried; the client's own habit when absent. */
  readonly retry?: Retry
}

/** What a gateway needs of the world. */
export type GatewayPorts = {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
}

const NO_PAGES: HotspotOptions = { loginBy: 'http-pap', pages: {} }
const OUTSIDE: Answer = {
  status: 403,
  body: '<!doctype html><title>Not joined</title><p>This device has not joined this Wi-Fi.</p>',
}

/** Starts a gateway: HTTP, RADIUS both ways, and Accounting-On. Closing it says Accounting-Off. */
export async function openGateway(spec: GatewaySpec, ports: GatewayPorts): Promise<Gateway> {
  await using stack = new AsyncDisposableStack()
  let gateway: Gateway | undefined
  const server = stack.use(
    await openHotspotServer(
      { host: spec.address, port: spec.port },
      async (request) => (await gateway?.answer(request)) ?? { status: 503 },
    ),
  )
  const hotspotHost = `${spec.address}:${server.port}`
  const uplink = stack.use(
    await openRadiusClient({
      ...spec.radius,
      secret: spec.secret,
      localAddress: spec.address,
      ...(spec.retry && { retry: spec.retry }),
    }),
  )
  const facts = {
    identifier: spec.id,
    address: spec.address,
    hotspotHost,
    mac: macFrom(ports.entropy),
  }
  const nas = new Nas(spec.vendor, facts, spec.interimSeconds, { ...ports, uplink })
  const dynauth = stack.use(
    await openDynauth({
      host: spec.address,
      port: spec.coaPort,
      secret: spec.secret,
      onDisconnect: (request) => nas.disconnect(request),
      onChange: (request) => nas.change(request),
    }),
  )
  stack.defer(() => nas.shutDown())

  gateway = new Gateway({ spec, facts, nas, ports, coaPort: dynauth.port })
  const heartbeat = setInterval(() => nas.enforce(), SECOND)
  stack.defer(() => clearInterval(heartbeat))
  nas.boot()
  gateway.closesWith(stack.move())
  return gateway
}

type GatewayParts = {
  readonly spec: GatewaySpec
  readonly facts: NasFacts
  readonly nas: Nas
  readonly ports: GatewayPorts
  readonly coaPort: number
}

/** A gateway that is up: phones join it, browse through it, and leave. */
export class Gateway implements AsyncDisposable {
  readonly id: string
  readonly vendor: Vendor
  readonly address: Ip
  /** `host:port` of its login pages. */
  readonly hotspotHost: string
  readonly coaPort: number
  readonly #walledGarden: readonly string[]
  readonly #air: Wireless
  readonly #nas: Nas
  readonly #dialect: Dialect
  readonly #clock: Clock
  readonly #macAuth: boolean
  /** What is being asked about devices that have just come. */
  readonly #greetings = new Map<Mac, Promise<void>>()
  #closing: AsyncDisposableStack | undefined

  constructor({ spec, facts, nas, ports, coaPort }: GatewayParts) {
    this.id = spec.id
    this.vendor = spec.vendor
    this.address = spec.address
    this.hotspotHost = facts.hotspotHost
    this.coaPort = coaPort
    this.#walledGarden = spec.walledGarden
    this.#air = new Wireless(spec.pool)
    this.#nas = nas
    this.#clock = ports.clock
    this.#macAuth = spec.macAuth ?? false
    const parts = {
      ...ports,
      facts,
      nas,
      uamUrl: `${spec.portalUrl}/hotspot/${spec.id}`,
      uamSecret: spec.uamSecret,
      hotspot: spec.hotspot ?? NO_PAGES,
    }
    this.#dialect =
      spec.vendor === 'mikrotik' ? new MikrotikDialect(parts) : new ChilliDialect(parts)
  }

  /** Gives the phone an address. `ip` asks for one: the reader's own browser has the one it has. */
  associate(mac: Mac, ip?: Ip): Station {
    const station = this.#air.join(mac, ip)
    if (this.#macAuth && !this.sessionOf(mac) && !this.#greetings.has(mac)) {
      this.#greetings.set(mac, this.#greet(station))
    }
    return station
  }

  /** The radio link is lost: an open session ends (Lost-Carrier) and the lease is given back. */
  dissociate(mac: Mac): void {
    this.#nas.end(mac, 'Lost-Carrier')
    this.#dialect.forget(mac)
    this.#air.leave(mac)
  }

  /** Octets the phone moved besides its page loads; false when nothing is carried for it. */
  carry(mac: Mac, up: number, down: number): boolean {
    const session = this.#nas.sessionOf(mac)
    session?.carry(up, down, this.#clock())
    return session !== undefined
  }

  sessionOf(mac: Mac): NasSession | undefined {
    return this.#nas.sessionOf(mac)
  }

  /** Applies time-outs, quotas and interim reports now, as happens by itself every second. */
  enforce(): void {
    this.#nas.enforce()
  }

  /** Resolves when the accounting records so far were acknowledged or given up. */
  async settled(): Promise<void> {
    await this.#nas.settled()
  }

  /** Answers one HTTP request of a phone: its own pages, the Internet, or the way to the portal. */
  async answer(request: HotspotRequest): Promise<Answer> {
    const ip = parseIp(request.source)
    const station = ip && this.#air.at(ip)
    if (!station) return OUTSIDE
    await this.#greetings.get(station.mac)

    if (request.host === this.hotspotHost) {
      const own = await this.#dialect.own(request, station)
      if (own) return own
    }
    const session = this.#nas.sessionOf(station.mac)
    if (!session && !this.#isOpen(request.host)) return this.#dialect.intercept(request, station)

    const answer = internetAnswer(request.host, request.path)
    session?.carry(REQUEST_OCTETS, RESPONSE_OCTETS + (answer.body?.length ?? 0), this.#clock())
    return answer
  }

  /** What a phone asks for meanwhile waits, and is redirected only if nobody knows it. */
  async #greet(station: Station): Promise<void> {
    await this.#nas.signInByMac(station)
    this.#greetings.delete(station.mac)
    if (this.#air.at(station.ip)?.mac !== station.mac) this.#nas.end(station.mac, 'Lost-Carrier')
  }

  #isOpen(host: string): boolean {
    const [name = ''] = host.split(':')
    return this.#walledGarden.some((open) =>
      open.startsWith('*.') ? name.endsWith(open.slice(1)) : name === open,
    )
  }

  /** What closing the gateway must also close. */
  closesWith(stack: AsyncDisposableStack): void {
    this.#closing = stack
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closing?.disposeAsync()
  }
}

/** Headers of a small request and of its response, with TCP's own. */
const REQUEST_OCTETS = 700
const RESPONSE_OCTETS = 500

/** A hardware address nobody was given: locally administered, not multicast. */
export function macFrom(entropy: Entropy): Mac {
  const octets = entropy(6)
  octets[0] = ((octets[0] ?? 0) & 0xfc) | 0x02
  const mac = parseMac(octets.toHex())
  assert(mac, 'six octets are a MAC')
  return mac
}

import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Phone as PhoneNumber } from '#src/kernel/phone.ts'
import { Crowd, type VoucherDesk } from './crowd.ts'
import { busyAt } from './day-curve.ts'
import { type Gateway, type GatewaySpec, openGateway } from './gateway.ts'
import { type CityEvent, outing } from './outing.ts'
import type { Visitor, Way } from './phone.ts'
import type { Seeded } from './seeded.ts'

export type CityOptions = {
  readonly gateways: readonly GatewaySpec[]
  readonly portalUrl: string
  /** The newest text message to this number; resolves when there is one. */
  readonly inbox: (number: PhoneNumber) => Promise<string>
  readonly vouchers: VoucherDesk
  readonly clock: Clock
  readonly chance: Seeded
  readonly log: Log
  /** How many people live in the simulation. */
  readonly population: number
  /** Phones out at the busiest hour; a quiet one sees a third of that, so that there is always life. */
  readonly phonesMax: number
  readonly onEvent: (event: CityEvent) => void
}

/** A city that lives until it is disposed of. */
export type City = AsyncDisposable & {
  readonly gateways: readonly Gateway[]
  /** Phones out now, signed in or on the way there. */
  phonesOut(): number
}

/** People arrive this close together until the streets are as full as the hour wants them. */
const RUSH_MS: Millis = 700
const PAUSE_MS: Millis = 2 * SECOND
const QUIET_SHARE = 0.35
const OPENING_AT_ONCE = 8

/**
 * Opens the gateways and lets people come and go all day.
 *
 * Disposing ends every stay, then every gateway with its Stops and Accounting-Off.
 */
export async function openCity(options: CityOptions): Promise<City> {
  await using stack = new AsyncDisposableStack()
  const gateways: Gateway[] = []
  for (let at = 0; at < options.gateways.length; at += OPENING_AT_ONCE) {
    const some = options.gateways.slice(at, at + OPENING_AT_ONCE)
    for (const gateway of await openAll(some, options)) {
      gateways.push(stack.use(gateway))
      options.onEvent({ kind: 'gateway-up', gateway: gateway.id })
    }
  }
  const streets = stack.use(new Streets(gateways, options))
  const closing = stack.move()
  return {
    gateways,
    phonesOut: () => streets.phonesOut,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

async function openAll(
  specs: readonly GatewaySpec[],
  { clock, chance, log }: CityOptions,
): Promise<Gateway[]> {
  const opened = await Promise.allSettled(
    specs.map((spec) =>
      openGateway(spec, { clock, log, entropy: chance.fork(`gateway/${spec.id}`).entropy }),
    ),
  )
  const failed = opened.find((result) => result.status === 'rejected')
  const gateways = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  if (!failed) return gateways
  await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
  throw failed.reason
}

/** People on the move: one loop lets them out, and each stays on their own. */
class Streets implements AsyncDisposable {
  readonly #gateways: readonly Gateway[]
  readonly #options: CityOptions
  readonly #crowd: Crowd
  readonly #stop = new AbortController()
  readonly #visits = new Set<Promise<void>>()
  readonly #arrivals: Promise<void>
  #count = 0

  constructor(gateways: readonly Gateway[], options: CityOptions) {
    this.#gateways = gateways
    this.#options = options
    this.#crowd = new Crowd(options.population, options.chance.fork('crowd'), options.vouchers)
    this.#arrivals = this.#letPeopleOut()
  }

  get phonesOut(): number {
    return this.#crowd.outCount
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#arrivals
    await Promise.all(this.#visits)
  }

  async #letPeopleOut(): Promise<void> {
    const chance = this.#options.chance.fork('arrivals')
    while (!this.#stop.signal.aborted) {
      const busy = Math.max(QUIET_SHARE, busyAt(this.#options.clock()))
      const isQuiet = this.#crowd.outCount < this.#options.phonesMax * busy
      const next = isQuiet ? this.#crowd.next() : undefined
      if (next) this.#begin(next.visitor, next.way, chance.choice(this.#gateways))
      await this.#pause(RUSH_MS * (0.5 + chance.unit()) + (isQuiet ? 0 : PAUSE_MS))
    }
  }

  #begin(visitor: Visitor, way: Way, gateway: Gateway): void {
    const chance = this.#options.chance.fork(`outing/${this.#count++}`)
    const ports = { ...this.#options, gateway, chance, signal: this.#stop.signal }
    const visit = outing(visitor, way, ports)
      .then((wasOnline) => this.#crowd.home(visitor, wasOnline))
      .finally(() => this.#visits.delete(visit))
    this.#visits.add(visit)
  }

  async #pause(ms: Millis): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined)
  }
}

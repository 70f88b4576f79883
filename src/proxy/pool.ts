import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Retry } from '#src/radius/requester.ts'
import { CODE, type Packet } from '#src/radius/wire.ts'
import type { Order } from '#src/realms/realm.ts'
import type { Home, Standing } from './home.ts'

/** How long the servers of a realm are asked about one request. */
export type PoolTiming = {
  /** One of several: soon enough given up for the next to be asked while the gateway waits. */
  readonly one: Retry
  /** The last that is left. */
  readonly last: Retry
  /** All of them together. A gateway should wait a little longer than this. */
  readonly patienceMs: Millis
}

/** Copies at 0 and 1 s, given up after 3 s; of the last at 0, 1 and 3 s, given up after 7 s. */
export const POOL_TIMING: PoolTiming = {
  one: { firstMs: SECOND, attempts: 2 },
  last: { firstMs: SECOND, attempts: 3 },
  patienceMs: 10 * SECOND,
}

const RANK: Readonly<Record<Standing, number>> = { alive: 0, suspect: 1, reviving: 2, dead: 3 }

/** The servers of a realm that do one kind of work. */
export class Pool {
  readonly homes: readonly Home[]
  readonly #order: Order

  constructor(homes: readonly Home[], order: Order) {
    this.homes = homes
    this.#order = order
  }

  /**
   * Those worth asking, the best first. Where the work is shared, `user` decides who comes first among
   * equals, so that one user's packets meet one server.
   */
  candidates(user: string): Home[] {
    const first = this.#order === 'balanced' ? share(user, this.homes.length) : 0
    return [...this.homes.slice(first), ...this.homes.slice(0, first)]
      .filter((home) => home.isWorthAsking)
      .sort((a, b) => RANK[a.standing] - RANK[b.standing])
  }
}

/** Asks one after the other until one says yes or no; nothing when none did in time. */
export async function askInTurn(
  homes: readonly Home[],
  timing: PoolTiming,
  ask: (home: Home, retry: Retry, signal: AbortSignal) => Promise<Packet | undefined>,
): Promise<{ readonly home: Home; readonly reply: Packet } | undefined> {
  const patience = AbortSignal.timeout(timing.patienceMs)
  for (const [i, home] of homes.entries()) {
    if (patience.aborted) return undefined
    const retry = i === homes.length - 1 ? timing.last : timing.one
    const reply = await ask(home, retry, patience)
    // RFC 7930 §4: that server cannot deal with it, and tells only us.
    if (reply && reply.code !== CODE.protocolError) return { home, reply }
  }
  return undefined
}

/** A number under `count` that is always the same for a name, and spreads names evenly (FNV-1a). */
function share(name: string, count: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % count
}

import type { Clock, Millis } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Entropy } from '#src/kernel/random.ts'
import { Requester } from '#src/radius/requester.ts'
import { keyOf } from '#src/radius/signature.ts'
import type { HomeServer, RadsecServer, Realm } from '#src/realms/realm.ts'
import { type Asker, Home, type HomeTiming, type Standing } from './home.ts'
import { Pool } from './pool.ts'

/** What a port of a home server does. */
export type Duty = 'auth' | 'acct'

/** How one port of a home server stands, for who looks after the city. */
export type HomeStanding = {
  readonly realm: string
  readonly duty: Duty
  readonly host: Ip
  readonly port: number
  readonly standing: Standing
  /** Since when it stands so; absent when it never was asked. */
  readonly since: Millis | undefined
}

export type HomesOptions = {
  readonly clock: Clock
  readonly log: Log
  readonly entropy: Entropy
  readonly timing: HomeTiming
  /** Opens the way to a server over TLS; a `Fault` when this city has no certificate to show. */
  readonly openTls: (server: RadsecServer) => Asker
  /** A server of the realm that was dead is back. */
  readonly onReturn: (realm: string) => void
}

type Pools = Readonly<Record<Duty, Pool>>
type Kept = { readonly home: Home; since: Millis | undefined }

/**
 * The home servers of all realms. Each is opened when it is first asked, and keeps what is known of it
 * for as long as its realm keeps it as it is.
 */
export class Homes implements AsyncDisposable {
  readonly #options: HomesOptions
  readonly #pools = new WeakMap<Realm, Pools>()
  readonly #kept = new Map<string, Kept>()

  constructor(options: HomesOptions) {
    this.#options = options
  }

  of(realm: Realm): Pools {
    const known = this.#pools.get(realm)
    if (known) return known
    const pool = (duty: Duty) =>
      new Pool(
        realm.servers.map((server) => this.#keep(realm.id, server, duty).home),
        realm.order,
      )
    const pools = { auth: pool('auth'), acct: pool('acct') }
    this.#pools.set(realm, pools)
    return pools
  }

  /** How each stands now. */
  standings(realms: readonly Realm[]): HomeStanding[] {
    return realms.flatMap(({ id, servers }) =>
      servers.flatMap((server) =>
        (['auth', 'acct'] as const).map((duty) => {
          const kept = this.#kept.get(nameOf(id, server, duty))
          const { host } = server
          const standing = kept?.home.standing ?? 'alive'
          return { realm: id, duty, host, port: portOf(server, duty), standing, since: kept?.since }
        }),
      ),
    )
  }

  /** Closes those that no realm has any more. */
  async forgetOthers(realms: readonly Realm[]): Promise<void> {
    const wanted = new Set(
      realms.flatMap(({ id, servers }) =>
        servers.flatMap((server) => [nameOf(id, server, 'auth'), nameOf(id, server, 'acct')]),
      ),
    )
    const gone = [...this.#kept].filter(([name]) => !wanted.has(name))
    for (const [name] of gone) this.#kept.delete(name)
    await Promise.all(gone.map(([, { home }]) => home[Symbol.asyncDispose]()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.forgetOthers([])
  }

  #keep(realm: string, server: HomeServer, duty: Duty): Kept {
    const name = nameOf(realm, server, duty)
    const known = this.#kept.get(name)
    if (known) return known
    const { clock, log, timing, onReturn } = this.#options
    const { host } = server
    const port = portOf(server, duty)
    const home = new Home({
      clock,
      timing,
      // radiusdtls-bis §3.8: over TLS every server answers Status-Server.
      isProbed: server.transport === 'radsec' || server.statusServer,
      open: () => this.#open(server, port),
      onChange: (standing, before) => {
        kept.since = clock()
        log(`proxy.home-${standing}`, { realm, host, port })
        if (standing === 'alive' && before !== 'suspect') onReturn(realm)
      },
    })
    const kept: Kept = { home, since: undefined }
    this.#kept.set(name, kept)
    return kept
  }

  async #open(server: HomeServer, port: number): Promise<Asker> {
    if (server.transport === 'radsec') return this.#options.openTls(server)
    const { host, secret } = server
    return await Requester.open({ host, port }, keyOf(secret), this.#options.entropy)
  }
}

function portOf(server: HomeServer, duty: Duty): number {
  if (server.transport === 'radsec') return server.port
  return duty === 'auth' ? server.authPort : server.acctPort
}

/** All that makes it another server when it changes. Over TLS one connection does both duties. */
function nameOf(realm: string, server: HomeServer, duty: Duty): string {
  if (server.transport === 'radsec') return JSON.stringify([realm, server])
  const { secret, ...rest } = server
  return JSON.stringify([realm, duty, rest, secret.reveal()])
}

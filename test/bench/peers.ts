import { GRANTS_AT_HAND } from '#src/login/grant-store.ts'
import type { GuestsJob, Opened, OpenJob, Usage, UsageJob } from './city-worker.ts'
import { printSkipped } from './figures.ts'
import {
  type FreeRadiusOptions,
  freeRadiusMissing,
  freeRadiusSqlMissing,
  type Keeping,
  startFreeRadius,
} from './freeradius.ts'
import { type Guest, macOf } from './guest.ts'
import { postgresPrograms, startPostgres } from './postgres.ts'
import type { Workbench, Worker } from './workbench.ts'

export const SECRET = 'a secret of the bench alone'
const OURS = 'phu-song'
export const WITH_POSTGRES = 'freeradius+postgresql'
export const IN_MEMORY = 'freeradius-in-memory'

/** Users of a server that lets each in as often as they ask. */
const PEER_USERS = 20_000
/**
 * A new one-time credential for each sign-in of ours, made in time: it lasts a minute. As many as are at
 * hand there: nobody waits that long to use theirs, and looking up each is another measurement.
 */
const GUESTS_MAX = GRANTS_AT_HAND

/** A server to measure. */
export type Server = {
  readonly name: string
  readonly authPort: number
  readonly acctPort: number
  /** At least one of those who may sign in `count` times. */
  readonly guests: (count: number) => Promise<readonly Guest[]>
  /** Each of its guests gets in once only. */
  readonly isOnce: boolean
  /** Microseconds of processor it has taken, where that can be told. */
  readonly cpu?: () => Promise<number>
}

type OpenOptions = Pick<OpenJob, 'gateways' | 'goesFirst' | 'people'>

/** Our server with its database, and the worker it runs in. */
export async function openOurs(
  bench: Workbench,
  {
    name = OURS,
    folder = bench.room(name),
    ...options
  }: { name?: string; folder?: string } & OpenOptions = {},
): Promise<Server & Opened & { readonly city: Worker; readonly folder: string }> {
  const city = bench.worker('city-worker.ts')
  const open: OpenJob = { kind: 'open', folder, secret: SECRET, ...options }
  const opened = await city.ask<Opened>(open)
  const guests = (count: number) => {
    const job: GuestsJob = { kind: 'guests', count: Math.min(count, GUESTS_MAX) }
    return city.ask<Guest[]>(job)
  }
  const usage: UsageJob = { kind: 'usage' }
  const cpu = async () => (await city.ask<Usage>(usage)).cpuMicroseconds
  return { name, folder, city, ...opened, guests, isOnce: true, cpu }
}

/** FreeRADIUS where every word is a row; nothing, and a line that says so, where it is not installed. */
export async function openFreeRadiusSql(bench: Workbench): Promise<Server | undefined> {
  const missing = freeRadiusMissing() ?? freeRadiusSqlMissing()
  if (missing) return skipped(WITH_POSTGRES, missing)
  const programs = postgresPrograms()
  if (!programs)
    return skipped(WITH_POSTGRES, 'postgresql is not installed (Debian: apt install postgresql)')
  const postgres = await startPostgres(bench, programs)
  return await openFreeRadius(bench, WITH_POSTGRES, { kind: 'sql', postgres })
}

/** FreeRADIUS with its users in memory and an unsynced `detail` file, where it is installed. */
export async function openFreeRadiusInMemory(
  bench: Workbench,
  options: Pick<FreeRadiusOptions, 'goesFirst'> = {},
): Promise<Server | undefined> {
  const missing = freeRadiusMissing()
  if (missing) return skipped(IN_MEMORY, missing)
  return await openFreeRadius(bench, IN_MEMORY, { kind: 'memory' }, options)
}

function skipped(name: string, says: string): undefined {
  printSkipped(`radius ${name}`, says)
  return undefined
}

async function openFreeRadius(
  bench: Workbench,
  name: string,
  keeping: Keeping,
  options: Pick<FreeRadiusOptions, 'goesFirst'> = {},
): Promise<Server> {
  const users = peerUsers()
  const { authPort, acctPort } = await startFreeRadius(bench, keeping, {
    guests: users,
    secret: SECRET,
    ...options,
  })
  return { name, authPort, acctPort, guests: async () => users, isOnce: false }
}

/** As long a name and password as our one-time credentials. */
function peerUsers(): Guest[] {
  return Array.from({ length: PEER_USERS }, (_, n) => ({
    userName: `w-${String(n).padStart(22, '0')}`,
    password: `p${String(n).padStart(23, '0')}`,
    mac: macOf(n),
  }))
}

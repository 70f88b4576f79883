import type { GuestsJob, Opened, OpenJob } from './city-worker.ts'
import type { Run } from './closed-loop.ts'
import { median, print, printSkipped, rounded } from './figures.ts'
import {
  freeRadiusMissing,
  freeRadiusSqlMissing,
  type Keeping,
  startFreeRadius,
} from './freeradius.ts'
import { type Guest, macOf } from './guest.ts'
import { postgresPrograms, startPostgres } from './postgres.ts'
import type { AccessJob, AccessRun, AccountingJob } from './radius-worker.ts'
import type { Workbench, Worker } from './workbench.ts'

const IN_FLIGHT = 64
const ROUNDS = 3
const WARM_UP_SECONDS = 2
const SECRET = 'a secret of the bench alone'
const HOST = '127.0.0.1'

/** Users of a server that lets each in as often as they ask. */
const PEER_USERS = 20_000

/** One-time credentials for the first runs, before it is known how many a run takes. */
const GUESTS_FIRST = 20_000
/** Made in time to be used: a credential lasts a minute. */
const GUESTS_MAX = 250_000
const HEADROOM = 1.5

/** A server to measure. */
type Server = {
  readonly name: string
  readonly authPort: number
  readonly acctPort: number
  /** Those who may sign in during the next run of about so many seconds. */
  readonly guests: (seconds: number) => Promise<readonly Guest[]>
  readonly isRepeated: boolean
  /** Told how fast the last run was. */
  readonly learn: (perSecond: number) => void
}

/** One round of one server. */
type Round = { readonly auth: AccessRun; readonly acct: Run }
type Measured = { readonly name: string; readonly rounds: readonly Round[] }

/**
 * Measures our server, and FreeRADIUS with PostgreSQL and in memory where they are installed. They take
 * turns, so that whatever else the machine does meets all of them alike; who has no turn is idle.
 */
export async function benchRadius(bench: Workbench, seconds: number): Promise<void> {
  const load = bench.worker('radius-worker.ts')
  const peers = [await openFreeRadiusSql(bench), await openFreeRadiusInMemory(bench)]
  const servers = [await openOurs(bench), ...peers.filter((peer) => peer !== undefined)]

  for (const server of servers) await measure(server, load, WARM_UP_SECONDS)
  const rounds = new Map<Server, Round[]>(servers.map((server) => [server, []]))
  for (let i = 0; i < ROUNDS; i++) {
    for (const [server, measured] of rounds) measured.push(await measure(server, load, seconds))
  }

  const all = [...rounds].map(([{ name }, measured]) => ({ name, rounds: measured }))
  for (const measured of all) printMeasured(measured)
  const [ours, ...others] = all
  for (const other of others) if (ours) printRatios(ours, other)
}

async function openOurs(bench: Workbench): Promise<Server> {
  const city = bench.worker('city-worker.ts')
  const open: OpenJob = { kind: 'open', folder: bench.room('city'), secret: SECRET }
  const { authPort, acctPort } = await city.ask<Opened>(open)
  let perSecond = GUESTS_FIRST / WARM_UP_SECONDS
  return {
    name: 'phu-song',
    authPort,
    acctPort,
    isRepeated: false,
    guests: (runSeconds) => {
      const count = Math.min(Math.ceil(perSecond * runSeconds * HEADROOM), GUESTS_MAX)
      const job: GuestsJob = { kind: 'guests', count }
      return city.ask<Guest[]>(job)
    },
    learn: (rate) => {
      perSecond = rate
    },
  }
}

async function openFreeRadiusSql(bench: Workbench): Promise<Server | undefined> {
  const name = 'freeradius+postgresql'
  const missing = freeRadiusMissing() ?? freeRadiusSqlMissing()
  if (missing) return skipped(name, missing)
  const programs = postgresPrograms()
  if (!programs)
    return skipped(name, 'postgresql is not installed (Debian: apt install postgresql)')
  const postgres = await startPostgres(bench, programs)
  return await openFreeRadius(bench, name, { kind: 'sql', postgres })
}

async function openFreeRadiusInMemory(bench: Workbench): Promise<Server | undefined> {
  const name = 'freeradius-in-memory'
  const missing = freeRadiusMissing()
  return missing ? skipped(name, missing) : await openFreeRadius(bench, name, { kind: 'memory' })
}

function skipped(name: string, says: string): undefined {
  printSkipped(`radius ${name}`, says)
  return undefined
}

async function openFreeRadius(bench: Workbench, name: string, keeping: Keeping): Promise<Server> {
  const users = peerUsers()
  const { authPort, acctPort } = await startFreeRadius(bench, keeping, {
    guests: users,
    secret: SECRET,
  })
  const asked = { isRepeated: true, guests: async () => users, learn: () => undefined }
  return { name, authPort, acctPort, ...asked }
}

/** As long a name and password as our one-time credentials. */
function peerUsers(): Guest[] {
  return Array.from({ length: PEER_USERS }, (_, n) => ({
    userName: `w-${String(n).padStart(22, '0')}`,
    password: `p${String(n).padStart(23, '0')}`,
    mac: macOf(n),
  }))
}

async function measure(server: Server, load: Worker, seconds: number): Promise<Round> {
  const access: AccessJob = {
    kind: 'access',
    target: { host: HOST, port: server.authPort, secret: SECRET },
    guests: await server.guests(seconds),
    isRepeated: server.isRepeated,
    seconds,
    inFlight: IN_FLIGHT,
  }
  const auth = await load.ask<AccessRun>(access)
  server.learn(auth.perSecond)

  const target = { host: HOST, port: server.acctPort, secret: SECRET }
  const accounting: AccountingJob = { kind: 'accounting', target, seconds, inFlight: IN_FLIGHT }
  return { auth, acct: await load.ask<Run>(accounting) }
}

function printMeasured({ name: server, rounds }: Measured): void {
  const auth = rounds.map((round) => round.auth)
  const refused = sumOf(auth, (run) => run.refused)
  printRuns('radius.authentications', auth, { server, refused })
  printRuns(
    'radius.accounting',
    rounds.map((round) => round.acct),
    { server },
  )
}

function printRuns(figure: string, runs: readonly Run[], facts: Readonly<Record<string, unknown>>) {
  const each = (pick: (run: Run) => number) => runs.map((run) => rounded(pick(run)))
  const rates = each(({ perSecond }) => perSecond)
  print(figure, median(rates), '/s', {
    ...facts,
    runs: rates,
    resent: sumOf(runs, ({ resent }) => resent),
    loadCpu: median(each(({ loadCpu }) => loadCpu)),
  })
  print(`${figure}.p50`, median(each(({ p50Ms }) => p50Ms)), 'ms', facts)
  print(`${figure}.p99`, median(each(({ p99Ms }) => p99Ms)), 'ms', facts)
}

/** The median of the rounds' own ratios: each compares neighbours in time. */
function printRatios(ours: Measured, other: Measured): void {
  for (const [figure, kind] of [
    ['radius.authentications.ratio', 'auth'],
    ['radius.accounting.ratio', 'acct'],
  ] as const) {
    const ratios = ours.rounds.map((round, i) => {
      const theirs = other.rounds[i]?.[kind].perSecond ?? Number.NaN
      return rounded(round[kind].perSecond / theirs)
    })
    print(figure, median(ratios), 'times', { of: ours.name, over: other.name, runs: ratios })
  }
}

function sumOf<T>(values: readonly T[], pick: (value: T) => number): number {
  return values.reduce((sum, value) => sum + pick(value), 0)
}

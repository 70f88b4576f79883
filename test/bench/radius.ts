import type { GuestsJob, Opened, OpenJob } from './city-worker.ts'
import type { Run } from './closed-loop.ts'
import { median, print, printSkipped, rounded } from './figures.ts'
import { freeRadiusMissing, freeRadiusSqlMissing, startFreeRadius } from './freeradius.ts'
import { type Guest, macOf } from './guest.ts'
import { postgresPrograms, startPostgres } from './postgres.ts'
import type { AccessJob, AccessRun, AccountingJob } from './radius-worker.ts'
import type { Workbench, Worker } from './workbench.ts'

const IN_FLIGHT = 64
const RUNS = 3
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

/** What was measured of one server: medians. */
type Measured = { readonly name: string; readonly auth: number; readonly acct: number }

/** Measures our server, then FreeRADIUS with PostgreSQL and in memory where they are installed. */
export async function benchRadius(bench: Workbench, seconds: number): Promise<void> {
  const load = bench.worker('radius-worker.ts')
  const ours = await measureOurs(bench, load, seconds)
  const peers = [
    await measureFreeRadiusSql(bench, load, seconds),
    await measureFreeRadiusInMemory(bench, load, seconds),
  ]
  for (const peer of peers) {
    if (!peer) continue
    const between = { of: ours.name, over: peer.name }
    print('radius.authentications.ratio', ours.auth / peer.auth, 'times', between)
    print('radius.accounting.ratio', ours.acct / peer.acct, 'times', between)
  }
}

async function measureOurs(bench: Workbench, load: Worker, seconds: number): Promise<Measured> {
  const city = bench.worker('city-worker.ts')
  try {
    const open: OpenJob = { kind: 'open', folder: bench.room('city'), secret: SECRET }
    const { authPort, acctPort } = await city.ask<Opened>(open)
    let perSecond = GUESTS_FIRST / WARM_UP_SECONDS
    const guests = (runSeconds: number) => {
      const count = Math.min(Math.ceil(perSecond * runSeconds * HEADROOM), GUESTS_MAX)
      const job: GuestsJob = { kind: 'guests', count }
      return city.ask<Guest[]>(job)
    }
    const learn = (rate: number) => (perSecond = rate)
    const name = 'phu-song'
    return await measure(
      { name, authPort, acctPort, guests, isRepeated: false, learn },
      load,
      seconds,
    )
  } finally {
    await city.stop()
  }
}

async function measureFreeRadiusSql(bench: Workbench, load: Worker, seconds: number) {
  const name = 'freeradius+postgresql'
  const programs = postgresPrograms()
  const missing =
    freeRadiusMissing() ??
    freeRadiusSqlMissing() ??
    (programs ? undefined : 'postgresql is not installed (Debian: apt install postgresql)')
  if (missing || !programs) return skipped(name, missing ?? '')

  const postgres = await startPostgres(bench, programs)
  try {
    return await measureFreeRadius(bench, load, {
      name,
      keeping: { kind: 'sql', postgres },
      seconds,
    })
  } finally {
    await postgres.stop()
  }
}

async function measureFreeRadiusInMemory(bench: Workbench, load: Worker, seconds: number) {
  const name = 'freeradius-in-memory'
  const missing = freeRadiusMissing()
  if (missing) return skipped(name, missing)
  return await measureFreeRadius(bench, load, { name, keeping: { kind: 'memory' }, seconds })
}

function skipped(name: string, says: string): undefined {
  printSkipped(`radius ${name}`, says)
  return undefined
}

async function measureFreeRadius(
  bench: Workbench,
  load: Worker,
  peer: {
    readonly name: string
    readonly keeping: Parameters<typeof startFreeRadius>[1]
    readonly seconds: number
  },
): Promise<Measured> {
  const users = peerUsers()
  const server = await startFreeRadius(bench, peer.keeping, { guests: users, secret: SECRET })
  try {
    const asked = { guests: async () => users, isRepeated: true, learn: () => undefined }
    return await measure({ ...server, ...asked, name: peer.name }, load, peer.seconds)
  } finally {
    await server.stop()
  }
}

/** As long a name and password as our one-time credentials. */
function peerUsers(): Guest[] {
  return Array.from({ length: PEER_USERS }, (_, n) => ({
    userName: `w-${String(n).padStart(22, '0')}`,
    password: `p${String(n).padStart(23, '0')}`,
    mac: macOf(n),
  }))
}

async function measure(server: Server, load: Worker, seconds: number): Promise<Measured> {
  const authenticate = async (runSeconds: number) => {
    const job: AccessJob = {
      kind: 'access',
      target: { host: HOST, port: server.authPort, secret: SECRET },
      guests: await server.guests(runSeconds),
      isRepeated: server.isRepeated,
      seconds: runSeconds,
      inFlight: IN_FLIGHT,
    }
    const run = await load.ask<AccessRun>(job)
    server.learn(run.perSecond)
    return run
  }
  const account = (runSeconds: number) => {
    const target = { host: HOST, port: server.acctPort, secret: SECRET }
    const job: AccountingJob = {
      kind: 'accounting',
      target,
      seconds: runSeconds,
      inFlight: IN_FLIGHT,
    }
    return load.ask<Run>(job)
  }

  const auth = await repeat(authenticate, seconds)
  const refused = auth.reduce((sum, run) => sum + run.refused, 0)
  printRuns('radius.authentications', auth, { server: server.name, refused })
  const acct = await repeat(account, seconds)
  printRuns('radius.accounting', acct, { server: server.name })
  return { name: server.name, auth: rateOf(auth), acct: rateOf(acct) }
}

async function repeat<R>(run: (seconds: number) => Promise<R>, seconds: number): Promise<R[]> {
  await run(WARM_UP_SECONDS)
  const runs: R[] = []
  while (runs.length < RUNS) runs.push(await run(seconds))
  return runs
}

function printRuns(figure: string, runs: readonly Run[], facts: Readonly<Record<string, unknown>>) {
  const each = (pick: (run: Run) => number) => runs.map((run) => rounded(pick(run)))
  print(figure, rateOf(runs), '/s', {
    ...facts,
    runs: each(({ perSecond }) => perSecond),
    resent: runs.reduce((sum, { resent }) => sum + resent, 0),
    loadCpu: median(each(({ loadCpu }) => loadCpu)),
  })
  print(`${figure}.p50`, median(each(({ p50Ms }) => p50Ms)), 'ms', facts)
  print(`${figure}.p99`, median(each(({ p99Ms }) => p99Ms)), 'ms', facts)
}

function rateOf(runs: readonly Run[]): number {
  return median(runs.map(({ perSecond }) => perSecond))
}

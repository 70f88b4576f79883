import { HOST } from './city-folder.ts'
import type { Run } from './closed-loop.ts'
import { median, print, type Row, rounded, timesRow } from './figures.ts'
import { VERIFIED_ONE_IN } from './lane.ts'
import { type Others, watchOthers } from './others.ts'
import {
  IN_MEMORY,
  openFreeRadiusInMemory,
  openFreeRadiusSql,
  openOurs,
  SECRET,
  type Server,
  WITH_POSTGRES,
} from './peers.ts'
import type { AccessJob, AccessRun, AccountingJob } from './radius-worker.ts'
import type { Workbench, Worker } from './workbench.ts'

export type Asked = { readonly auth: boolean; readonly acct: boolean }

/** One round of one server. */
type Round = {
  readonly auth: AccessRun & Cost
  readonly acct: (Run & Cost) | undefined
}
/** Processor time of the server for one request: what a busy machine does not blur as it does rates. */
type Cost = { readonly cpuMicroseconds: number | undefined; readonly others: Others }
type Measured = { readonly server: Server; readonly rounds: readonly Round[] }
type Rates = { auth: number; acct: number }

export const IN_FLIGHT = 64
const ROUNDS = 3
/** Until the compilers of ours have done most of their work: a server runs for months. */
const WARM_UP_SECONDS = 6
/** Only to have somebody to account for. */
const LETTING_IN_SECONDS = 0.5
/** Asked for before it is known how fast a server is, and how many more than it took last time. */
const RATE_FIRST = 15_000
const HEADROOM = 1.4

const WANTED = {
  auth: { [WITH_POSTGRES]: 7, [IN_MEMORY]: 0.8 },
  acct: { [WITH_POSTGRES]: 8, [IN_MEMORY]: 1.5 },
} as const
const SAYS = {
  auth: 'Access-Accept a second, PAP with Message-Authenticator',
  acct: 'accounting a second, on disk before its answer',
} as const

/**
 * Authentications and accounting a second, ours and the peers'. They take turns, so that whatever else
 * the machine does meets all of them alike; who has no turn is idle.
 */
export async function benchRates(
  bench: Workbench,
  seconds: number,
  asked: Asked,
): Promise<readonly Row[]> {
  const load = bench.worker('radius-worker.ts')
  const peers = [await openFreeRadiusSql(bench), await openFreeRadiusInMemory(bench)]
  const servers = [await openOurs(bench), ...peers.filter((peer) => peer !== undefined)]

  const turns = servers.map((server) => ({
    server,
    turn: new Turn(server, load, asked),
    rounds: [] as Round[],
  }))
  for (const { turn } of turns) await turn.take(WARM_UP_SECONDS)
  for (let i = 0; i < ROUNDS; i++) {
    for (const { turn, rounds } of turns) rounds.push(await turn.take(seconds))
  }
  for (const measured of turns) printMeasured(measured, asked)
  const [ours, ...others] = turns
  return others.flatMap((other) => (ours ? ratiosOf(ours, other, asked) : []))
}

/** Presses one server, as hard as it last turned out to bear. */
export class Turn {
  readonly #server: Server
  readonly #load: Worker
  readonly #asked: Asked
  readonly #rates: Rates = { auth: RATE_FIRST, acct: RATE_FIRST }

  constructor(server: Server, load: Worker, asked: Asked) {
    this.#server = server
    this.#load = load
    this.#asked = asked
  }

  async take(seconds: number): Promise<Round> {
    const auth = await this.#authenticate(this.#asked.auth ? seconds : LETTING_IN_SECONDS)
    this.#rates.auth = auth.perSecond
    const acct = this.#asked.acct ? await this.#account(seconds) : undefined
    if (acct) this.#rates.acct = acct.perSecond
    return { auth, acct }
  }

  async #authenticate(seconds: number): Promise<AccessRun & Cost> {
    const wanted = Math.ceil(this.#rates.auth * seconds * HEADROOM)
    const guests = await this.#server.guests(wanted)
    const count = this.#server.isOnce ? guests.length : wanted
    const job: AccessJob = { ...this.#pressure('auth', seconds), kind: 'access', guests, count }
    return await this.#costed(() => this.#load.ask<AccessRun>(job))
  }

  async #account(seconds: number): Promise<Run & Cost> {
    const count = Math.ceil(this.#rates.acct * seconds * HEADROOM)
    const job: AccountingJob = { ...this.#pressure('acct', seconds), kind: 'accounting', count }
    return await this.#costed(() => this.#load.ask<Run>(job))
  }

  async #costed<R extends Run>(press: () => Promise<R>): Promise<R & Cost> {
    const before = await this.#server.cpu?.()
    const watched = watchOthers()
    const run = await press()
    const others = watched()
    const after = await this.#server.cpu?.()
    const isKnown = before !== undefined && after !== undefined
    const cpuMicroseconds = isKnown ? (after - before) / run.answered : undefined
    return { ...run, cpuMicroseconds, others }
  }

  #pressure(door: 'auth' | 'acct', seconds: number) {
    const { authPort, acctPort } = this.#server
    const port = door === 'auth' ? authPort : acctPort
    return { target: { host: HOST, port, secret: SECRET }, seconds, inFlight: IN_FLIGHT }
  }
}

function printMeasured({ server, rounds }: Measured, asked: Asked): void {
  const auth = rounds.map((round) => round.auth)
  const acct = rounds.map((round) => round.acct).filter((run) => run !== undefined)
  const refused = sumOf(auth, (run) => run.refused)
  if (asked.auth) printRuns('radius.authentications', auth, { server: server.name, refused })
  if (asked.acct) printRuns('radius.accounting', acct, { server: server.name })
}

function printRuns(
  figure: string,
  runs: readonly (Run & Cost)[],
  facts: Readonly<Record<string, unknown>>,
) {
  const each = (pick: (run: Run & Cost) => number) => runs.map((run) => rounded(pick(run)))
  const isCostKnown = runs.every((run) => run.cpuMicroseconds !== undefined)
  const rates = each(({ perSecond }) => perSecond)
  print(figure, median(rates), '/s', {
    ...facts,
    runs: rates,
    inFlight: IN_FLIGHT,
    resent: sumOf(runs, ({ resent }) => resent),
    lost: sumOf(runs, ({ lost }) => lost),
    forged: sumOf(runs, ({ forged }) => forged),
    verifiedOneIn: VERIFIED_ONE_IN,
    loadCpu: median(each(({ loadCpu }) => loadCpu)),
    stealPercent: runs.map(({ others }) => others.stealPercent),
    kernelPercent: runs.map(({ others }) => others.kernelPercent),
    ...(isCostKnown && { cpuMicroseconds: median(each((run) => run.cpuMicroseconds ?? 0)) }),
  })
  print(`${figure}.p50`, median(each(({ p50Ms }) => p50Ms)), 'ms', facts)
  print(`${figure}.p99`, median(each(({ p99Ms }) => p99Ms)), 'ms', facts)
}

/** The median of the rounds' own ratios: each compares neighbours in time. */
function ratiosOf(ours: Measured, other: Measured, asked: Asked): Row[] {
  const doors = (['auth', 'acct'] as const).filter((door) => asked[door])
  return doors.map((door) => {
    const rates = ({ rounds }: Measured) =>
      rounds.map((round) => round[door]?.perSecond ?? Number.NaN)
    const theirs = rates(other)
    const ratios = rates(ours).map((rate, i) => rounded(rate / (theirs[i] ?? Number.NaN)))
    const ratio = median(ratios)
    const name = door === 'auth' ? 'authentications' : 'accounting'
    const facts = { of: ours.server.name, over: other.server.name, runs: ratios }
    print(`radius.${name}.ratio`, ratio, 'times', facts)
    return timesRow(
      `${SAYS[door]}, against ${other.server.name}`,
      { ours: median(rates(ours)), theirs: median(theirs), ratio },
      WANTED[door][other.server.name as keyof (typeof WANTED)['auth']],
    )
  })
}

function sumOf<T>(values: readonly T[], pick: (value: T) => number): number {
  return values.reduce((sum, value) => sum + pick(value), 0)
}

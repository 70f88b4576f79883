import { extremesOf } from './evenness.ts'
import { limitRow, median, print, printTable, type Row, rounded } from './figures.ts'
import type { Guest } from './guest.ts'
import { watchOthers } from './others.ts'
import { openFreeRadiusInMemory, openOurs, SECRET, type Server } from './peers.ts'
import { Turn } from './rates.ts'
import type { StormJob, StormRun } from './storm-worker.ts'
import type { Workbench } from './workbench.ts'

const GATEWAYS = 200
/** How much more arrives than the server can answer. */
const OVERLOAD = 1.5
/**
 * Of what the server can answer, what arrives before the power fails: until compilers have done their work,
 * and half as many are online as the storm will bring.
 */
const EVERYDAY = 0.3
const EVERYDAY_SECONDS = 15
/** Those whose power failed had been online for a while. */
const EVERYDAY_SECONDS_AGO = 3600
/** Of what it answers at its best. */
const SHARE_MIN = 0.8
/**
 * What a rate is read over: as long as a NAS waits before it asks again (RFC 5080 §2.2.1), for what is
 * over by then delays nobody. A second is told beside it.
 */
const RATE_SECONDS = 2
const EVERYBODY_SERVED_SECONDS = 60

/**
 * A hundred thousand phones are one process here. Collected in the middle of a storm they would hear nothing
 * for a fifth of a second, and take the processor that the server's helpers are left: so their worker does
 * it before, and the heap has room for all that comes.
 */
const PHONES_FLAGS = ['--initial-heap-size=2000', '--expose-gc']

/** One power failure says more of the machine's minute than of the server. */
const ROUNDS = 5
/** Theirs take as long again, until the last phone has given up. */
const THEIR_ROUNDS = 2

/** Starts the server that is to be stormed, for who comes from where. */
type Open = (
  bench: Workbench,
  from: { readonly gateways?: number; readonly people?: number },
) => Promise<Server | undefined>

const OURS: Open = (bench, from) => openOurs(bench, { ...from, goesFirst: true })
const THEIRS: Open = (bench) => openFreeRadiusInMemory(bench, { goesFirst: true })

/** Phones arriving at all gateways together: each is two requests, to be let in and its Start. */
type Storm = (requestsPerSecond: number, seconds: number, secondsAgo: number) => Promise<StormRun>

type Round = { readonly run: StormRun; readonly share: number; readonly highest: number }

/**
 * Power returns: every gateway starts, and for `seconds` more phones arrive than can be answered, sending
 * again and again. The rate of answers must hold, and everybody must get in at last. The same befalls
 * FreeRADIUS with everything in memory, by what that can answer.
 */
export async function benchStorm(openBench: () => Workbench, seconds: number): Promise<void> {
  const ours = await takeStorms(openBench, OURS, seconds, ROUNDS)
  const theirs = await takeStorms(openBench, THEIRS, seconds, THEIR_ROUNDS)
  const runsOf = (rounds: readonly Round[]) => rounds.map(({ run }) => run)
  const [our, their] = [runsOf(ours), runsOf(theirs)]
  const row = (
    figure: string,
    count: (runs: readonly StormRun[]) => number,
    limit: { readonly limit: number; readonly unit?: string },
  ) =>
    limitRow(figure, {
      ours: count(our),
      theirs: their.length > 0 ? count(their) : undefined,
      ...limit,
    })
  printTable([
    shareRow(ours, theirs),
    row(
      'of a hundred phones, those that never got in',
      (runs) => percentOf(runs, ({ phones, letIn }) => phones - letIn),
      { limit: 0 },
    ),
    row(
      'and those whose session was never on record',
      (runs) => percentOf(runs, ({ letIn, started }) => letIn - started),
      { limit: 0 },
    ),
    row(
      'until everybody was served or had given up, at worst',
      (runs) => Math.max(...runs.map((run) => run.seconds)),
      { limit: EVERYBODY_SERVED_SECONDS, unit: 's' },
    ),
  ])
}

/** Storms that are as much more than the server bears as one before them told. Nothing where it is not installed. */
async function takeStorms(
  openBench: () => Workbench,
  open: Open,
  seconds: number,
  count: number,
): Promise<readonly Round[]> {
  const inTurn = await peakOf(openBench, open, seconds)
  if (inTurn === undefined) return []
  // In a storm much is answered at once, and that takes less.
  const first = await takeStorm(openBench, open, inTurn, seconds)
  const peak = Math.max(inTurn, first.highest)
  const rounds: Round[] = []
  for (let i = 0; i < count; i++) rounds.push(await takeStorm(openBench, open, peak, seconds))
  return rounds
}

async function takeStorm(
  openBench: () => Workbench,
  open: Open,
  peak: number,
  seconds: number,
): Promise<Round> {
  await using bench = openBench()
  // Each phone is somebody's who has not come before, and nothing about them is at hand.
  const people = Math.ceil((peak * (EVERYDAY * EVERYDAY_SECONDS + OVERLOAD * seconds)) / 2)
  const { server, storm } = await openStorm(bench, open, people + 2 * GATEWAYS)
  // The gateways lost their power, not the server, nor whoever measures.
  await storm(peak * EVERYDAY, EVERYDAY_SECONDS, EVERYDAY_SECONDS_AGO)
  const others = watchOthers()
  const run = await storm(peak * OVERLOAD, seconds, 0)
  const took = others()

  const arriving = run.windows.slice(0, run.arriving)
  const { lowest, highest } = extremesOf(arriving, RATE_SECONDS)
  const inASecond = extremesOf(arriving, 1)
  print('storm.answered', lowest, '/s', {
    says: `the lowest rate while phones arrived, over ${RATE_SECONDS} s`,
    server: server.name,
    share: rounded(lowest / highest),
    highest: rounded(highest),
    shareOverASecond: rounded(inASecond.lowest / inASecond.highest),
    peak: rounded(peak),
    arriving: rounded(peak * OVERLOAD),
    resent: run.resent,
    lateP99Ms: rounded(run.lateP99Ms),
    loadCpu: rounded(run.loadCpu),
    ...took,
  })
  const { phones, letIn, refused, started, lost } = run
  print('storm.served', run.seconds, 's', {
    server: server.name,
    ...{ phones, letIn, refused, started, lost },
  })
  return { run, share: lowest / highest, highest }
}

async function openStorm(
  bench: Workbench,
  open: Open,
  people: number,
): Promise<{ readonly server: Server; readonly storm: Storm }> {
  const server = await open(bench, { gateways: GATEWAYS, people })
  if (!server) throw new Error('it was installed when its peak was measured')
  const load = bench.worker('storm-worker.ts', PHONES_FLAGS)
  const { authPort, acctPort } = server
  const storm: Storm = async (requestsPerSecond, seconds, secondsAgo) => {
    const perSecond = requestsPerSecond / 2
    // As many at each gateway: whoever comes next belongs to the first of them again.
    const count = Math.ceil((perSecond * seconds) / GATEWAYS) * GATEWAYS
    const job: StormJob = {
      ...{ authPort, acctPort, secret: SECRET, gateways: GATEWAYS, perSecond, secondsAgo },
      guests: await guestsOf(server, count),
    }
    return await load.ask<StormRun>(job)
  }
  return { server, storm }
}

/** Who may sign in more than once comes again. */
async function guestsOf(server: Server, count: number): Promise<readonly Guest[]> {
  const guests = await server.guests(count)
  if (server.isOnce) return guests
  return Array.from({ length: count }, (_, n) => guests[n % guests.length] as Guest)
}

/** Access-Requests and Starts answered a second when each answer brings on the next. */
async function peakOf(
  openBench: () => Workbench,
  open: Open,
  seconds: number,
): Promise<number | undefined> {
  await using bench = openBench()
  const server = await open(bench, {})
  if (!server) return undefined
  const turn = new Turn(server, bench.worker('radius-worker.ts'), { auth: true, acct: true })
  await turn.take(Math.min(seconds, 2))
  const { auth, acct } = await turn.take(seconds)
  for (const [name, run] of Object.entries({ auth, acct })) {
    const { lowest, highest } = extremesOf(run?.windows.slice(0, -1) ?? [], RATE_SECONDS)
    print(`storm.closed-loop.${name}`, lowest / highest, 'of the highest', {
      says: 'the lowest rate when each answer brings on the next: what the machine swings by',
      server: server.name,
      lowest: rounded(lowest),
      highest: rounded(highest),
    })
  }
  // Half of each: times add up, rates do not.
  return 2 / (1 / auth.perSecond + 1 / (acct?.perSecond ?? Number.NaN))
}

function percentOf(runs: readonly StormRun[], pick: (run: StormRun) => number): number {
  const sum = (count: (run: StormRun) => number) => runs.reduce((all, run) => all + count(run), 0)
  return (100 * sum(pick)) / sum(({ phones }) => phones)
}

function shareRow(ours: readonly Round[], theirs: readonly Round[]): Row {
  const told = (rounds: readonly Round[]) => {
    const shares = rounds.map(({ share }) => share)
    return `${rounded(median(shares))} (${shares.map(rounded).join(', ')})`
  }
  return {
    figure: `the lowest rate of answers over the highest, each over ${RATE_SECONDS} s, while more arrived than could be answered`,
    ours: told(ours),
    theirs: theirs.length > 0 ? told(theirs) : '–',
    ratio: '–',
    atLeast: `≥ ${SHARE_MIN}`,
    isReached: ours.every(({ share }) => share >= SHARE_MIN),
  }
}

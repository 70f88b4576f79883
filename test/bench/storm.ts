import { extremesOf } from './evenness.ts'
import { limitRow, median, print, printTable, type Row, rounded } from './figures.ts'
import { openOurs, SECRET } from './peers.ts'
import { Turn } from './rates.ts'
import type { StormJob, StormRun } from './storm-worker.ts'
import type { Workbench } from './workbench.ts'

const GATEWAYS = 200
/** How much more arrives than the server can answer. */
const OVERLOAD = 1.5
/** Of what the server can answer, what arrives before the power fails, until compilers have done their work. */
const EVERYDAY = 0.3
const EVERYDAY_SECONDS = 6
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

/** One power failure says more of the machine's minute than of the server. */
const ROUNDS = 5

/** Phones arriving at all gateways together: each is two requests, to be let in and its Start. */
type Storm = (requestsPerSecond: number, seconds: number, secondsAgo: number) => Promise<StormRun>

/**
 * Power returns: every gateway starts, and for `seconds` more phones arrive than can be answered, sending
 * again and again. The rate of answers must hold, and everybody must get in at last. What it swings by
 * anyhow, the same server tells when each answer brings on the next request.
 */
export async function benchStorm(openBench: () => Workbench, seconds: number): Promise<void> {
  const peak = await peakOf(openBench, seconds)
  const rounds: Round[] = []
  for (let i = 0; i < ROUNDS; i++) rounds.push(await takeStorm(openBench, peak, seconds))
  const sum = (count: (run: StormRun) => number) =>
    rounds.reduce((all, { run }) => all + count(run), 0)
  printTable([
    shareRow(rounds.map(({ share }) => share)),
    limitRow(
      'phones that never got in',
      sum(({ phones, letIn }) => phones - letIn),
      '',
      0,
    ),
    limitRow(
      'sessions that were never on record',
      sum(({ letIn, started }) => letIn - started),
      '',
      0,
    ),
    limitRow(
      'until everybody was served, at worst',
      Math.max(...rounds.map(({ run }) => run.seconds)),
      's',
      EVERYBODY_SERVED_SECONDS,
    ),
  ])
}

type Round = { readonly run: StormRun; readonly share: number }

async function takeStorm(
  openBench: () => Workbench,
  peak: number,
  seconds: number,
): Promise<Round> {
  await using bench = openBench()
  // Each phone is somebody's who has not come before, and nothing about them is at hand.
  const people = Math.ceil((peak * (EVERYDAY * EVERYDAY_SECONDS + OVERLOAD * seconds)) / 2)
  const storm = await openStorm(bench, people + 2 * GATEWAYS)
  // The gateways lost their power, not the server, nor whoever measures.
  await storm(peak * EVERYDAY, EVERYDAY_SECONDS, EVERYDAY_SECONDS_AGO)
  const run = await storm(peak * OVERLOAD, seconds, 0)

  const arriving = run.windows.slice(0, run.arriving)
  const { lowest, highest } = extremesOf(arriving, RATE_SECONDS)
  const inASecond = extremesOf(arriving, 1)
  print('storm.answered', lowest, '/s', {
    says: `the lowest rate while phones arrived, over ${RATE_SECONDS} s`,
    highest: rounded(highest),
    shareOverASecond: rounded(inASecond.lowest / inASecond.highest),
    peak: rounded(peak),
    arriving: rounded(peak * OVERLOAD),
    resent: run.resent,
    lateP99Ms: rounded(run.lateP99Ms),
    loadCpu: rounded(run.loadCpu),
  })
  const { phones, letIn, refused, started, lost } = run
  print('storm.served', run.seconds, 's', { phones, letIn, refused, started, lost })
  return { run, share: lowest / highest }
}

async function openStorm(bench: Workbench, people: number): Promise<Storm> {
  const gateways = GATEWAYS
  const ours = await openOurs(bench, { name: 'storm', gateways, people, goesFirst: true })
  const load = bench.worker('storm-worker.ts')
  const { authPort, acctPort } = ours
  return async (requestsPerSecond, seconds, secondsAgo) => {
    const perSecond = requestsPerSecond / 2
    // As many at each gateway: whoever comes next belongs to the first of them again.
    const guests = await ours.guests(Math.ceil((perSecond * seconds) / GATEWAYS) * GATEWAYS)
    const job: StormJob = {
      ...{ authPort, acctPort, secret: SECRET, gateways, guests },
      ...{ perSecond, secondsAgo },
    }
    return await load.ask<StormRun>(job)
  }
}

/** Access-Requests and Starts answered a second when each answer brings on the next. */
async function peakOf(openBench: () => Workbench, seconds: number): Promise<number> {
  await using bench = openBench()
  const turn = new Turn(await openOurs(bench, { name: 'peak' }), bench.worker('radius-worker.ts'), {
    auth: true,
    acct: true,
  })
  await turn.take(Math.min(seconds, 2))
  const { auth, acct } = await turn.take(seconds)
  for (const [name, run] of Object.entries({ auth, acct })) {
    const { lowest, highest } = extremesOf(run?.windows.slice(0, -1) ?? [], RATE_SECONDS)
    print(`storm.closed-loop.${name}`, lowest / highest, 'of the highest', {
      says: 'the lowest rate when each answer brings on the next: what the machine swings by',
      lowest: rounded(lowest),
      highest: rounded(highest),
    })
  }
  // Half of each: times add up, rates do not.
  return 2 / (1 / auth.perSecond + 1 / (acct?.perSecond ?? Number.NaN))
}

function shareRow(shares: readonly number[]): Row {
  const share = median(shares)
  return {
    figure: `the lowest rate of answers over the highest, each over ${RATE_SECONDS} s, while more arrived than could be answered`,
    ours: `${rounded(share)} (${shares.map(rounded).join(', ')})`,
    theirs: '–',
    ratio: '–',
    atLeast: `≥ ${SHARE_MIN}`,
    isReached: share >= SHARE_MIN,
  }
}

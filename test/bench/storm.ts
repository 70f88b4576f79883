import { limitRow, print, printTable, type Row, rounded } from './figures.ts'
import { openOurs, SECRET } from './peers.ts'
import { Turn } from './rates.ts'
import { type StormJob, type StormRun, WINDOW_MS } from './storm-worker.ts'
import type { Workbench } from './workbench.ts'

const GATEWAYS = 200
/** How much more arrives than the server can answer. */
const OVERLOAD = 1.5
/** Of what the server answers when it sets the pace itself. */
const SHARE_MIN = 0.8
/** The rate is read over this long. */
const WINDOWS = 5
const EVERYBODY_SERVED_SECONDS = 60

/**
 * Power returns: every gateway starts, and for `seconds` more phones arrive than can be answered, sending
 * again and again. The rate of answers must hold, and everybody must get in at last.
 */
export async function benchStorm(bench: Workbench, seconds: number): Promise<void> {
  const peak = await peakOf(bench, seconds)
  const ours = await openOurs(bench, { name: 'storm', gateways: GATEWAYS })
  const load = bench.worker('storm-worker.ts')
  const { authPort, acctPort } = ours
  // A phone is two requests: to be let in, and its Start.
  const perSecond = (peak * OVERLOAD) / 2
  const guests = await ours.guests(Math.ceil(perSecond * seconds))
  const job: StormJob = {
    authPort,
    acctPort,
    secret: SECRET,
    gateways: GATEWAYS,
    guests,
    perSecond,
  }
  const run = await load.ask<StormRun>(job)

  const rates = ratesOf(run)
  const lowest = Math.min(...rates)
  const highest = Math.max(...rates)
  print('storm.answered', lowest, '/s', {
    says: 'the lowest rate while phones arrived',
    highest: rounded(highest),
    peak: rounded(peak),
    arriving: rounded(perSecond * 2),
    resent: run.resent,
    lateP99Ms: rounded(run.lateP99Ms),
    loadCpu: rounded(run.loadCpu),
  })
  const { letIn, refused, started, lost } = run
  print('storm.served', run.seconds, 's', { phones: guests.length, letIn, refused, started, lost })
  printTable([
    shareRow(lowest, highest),
    limitRow('phones that never got in', guests.length - letIn, '', 0),
    limitRow('sessions that were never on record', letIn - started, '', 0),
    limitRow('until everybody was served', run.seconds, 's', EVERYBODY_SERVED_SECONDS),
  ])
}

/** Access-Requests and Starts answered a second when each answer brings on the next. */
async function peakOf(bench: Workbench, seconds: number): Promise<number> {
  const turn = new Turn(await openOurs(bench, { name: 'peak' }), bench.worker('radius-worker.ts'), {
    auth: true,
    acct: true,
  })
  await turn.take(Math.min(seconds, 2))
  const { auth, acct } = await turn.take(seconds)
  // Half of each: times add up, rates do not.
  return 2 / (1 / auth.perSecond + 1 / (acct?.perSecond ?? Number.NaN))
}

/** Answers a second, over each stretch of windows but the first: there the storm only begins. */
function ratesOf({ answered, arriving }: StormRun): number[] {
  const rates: number[] = []
  for (let at = WINDOWS; at + WINDOWS <= arriving; at++) {
    const sum = answered.slice(at, at + WINDOWS).reduce((all, one) => all + one, 0)
    rates.push((sum * 1000) / (WINDOWS * WINDOW_MS))
  }
  return rates
}

function shareRow(lowest: number, highest: number): Row {
  const share = lowest / highest
  return {
    figure:
      'the lowest rate of answers over the highest, while more arrived than could be answered',
    ours: `${rounded(share)}`,
    theirs: '–',
    ratio: '–',
    atLeast: `≥ ${SHARE_MIN}`,
    isReached: share >= SHARE_MIN,
  }
}

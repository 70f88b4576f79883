import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verify } from '#src/accounting/ledger.ts'
import { DATABASE_FILE } from '#src/store/backup.ts'
import { Database } from '#src/store/database.ts'
import { configIn, HOST } from './city-folder.ts'
import type { CloseJob, GuestsJob, Usage, UsageJob } from './city-worker.ts'
import { ascending, median, percentile, print, rounded } from './figures.ts'
import { drawn } from './graph.ts'
import type { Guest } from './guest.ts'
import { type Others, watchOthers } from './others.ts'
import { openOurs, SECRET } from './peers.ts'
import type { PortalPaceJob, PortalRun } from './portal-worker.ts'
import type { MixedJob, MixedRun } from './radius-worker.ts'
import type { Truth } from './stays.ts'
import type { Workbench } from './workbench.ts'

/** How long one sample is. */
const SLICE_SECONDS = 5
const PAGES_PER_SECOND = 50
const MEBIBYTE = 1024 * 1024
/** Memory is judged once caches and pools are full. */
const WARM_SHARE = 0.5

type Sample = {
  readonly atSeconds: number
  readonly rssMebibytes: number
  readonly heapMebibytes: number
  readonly p99Ms: number
  readonly others: Others
  readonly run: MixedRun
  readonly pages: PortalRun
}

export type Soak = {
  readonly minutes: number
  readonly rate: number
  readonly graph: string | undefined
}

/**
 * Our server for many minutes under a steady load: sign-ins, each let in once, the accounting of their
 * stays, and the portal's pages. Ends with what it took and whether the ledger is the truth.
 */
export async function benchSoak(bench: Workbench, { minutes, rate, graph }: Soak): Promise<void> {
  const { city, folder, ...ours } = await openOurs(bench, { name: 'soak', goesFirst: true })
  const radius = bench.worker('radius-worker.ts')
  const portal = bench.worker('portal-worker.ts')
  const mixed: Omit<MixedJob, 'guests'> = {
    kind: 'mixed',
    auth: { host: HOST, port: ours.authPort, secret: SECRET },
    acct: { host: HOST, port: ours.acctPort, secret: SECRET },
    seconds: SLICE_SECONDS,
    perSecond: rate,
  }
  const pages: PortalPaceJob = {
    kind: 'pace',
    url: ours.portalUrl,
    gateway: ours.gateway,
    seconds: SLICE_SECONDS,
    perSecond: PAGES_PER_SECOND,
  }
  const signIns: GuestsJob = {
    kind: 'guests',
    count: Math.ceil((rate / 2) * SLICE_SECONDS),
    overMs: SLICE_SECONDS * 1000,
  }
  const usage: UsageJob = { kind: 'usage' }

  let guests = await ours.guests(signIns.count)
  const samples: Sample[] = []
  for (let at = 0; at < minutes * 60; at += SLICE_SECONDS) {
    const others = watchOthers()
    const [run, seen, next] = await Promise.all([
      radius.ask<MixedRun>({ ...mixed, guests }),
      portal.ask<PortalRun>(pages),
      city.ask<Guest[]>(signIns),
    ])
    guests = next
    const { rssOctets, heapOctets } = await city.ask<Usage>(usage)
    const sample = {
      atSeconds: at + SLICE_SECONDS,
      rssMebibytes: rssOctets / MEBIBYTE,
      heapMebibytes: heapOctets / MEBIBYTE,
      p99Ms: run.p99Ms,
      others: others(),
      run,
      pages: seen,
    }
    samples.push(sample)
    printSample(sample)
    if (graph) writeFileSync(graph, drawnSoak(samples, rate))
  }
  const close: CloseJob = { kind: 'close' }
  await city.ask(close)
  printSummary(samples)
  printLedger(folder, samples.at(-1)?.run.truth)
}

function printSample({ run, pages, ...sample }: Sample): void {
  const { atSeconds, rssMebibytes, heapMebibytes, p99Ms, others } = sample
  print('soak.p99', p99Ms, 'ms', {
    atSeconds,
    rssMebibytes: rounded(rssMebibytes),
    heapMebibytes: rounded(heapMebibytes),
    perSecond: rounded(run.perSecond),
    answered: run.answered,
    refused: run.refused,
    resent: run.resent,
    lost: run.lost,
    unsent: run.unsent,
    pagesP99Ms: rounded(pages.p99Ms),
    ...others,
  })
}

function printSummary(samples: readonly Sample[]): void {
  const sum = (pick: (run: MixedRun) => number) =>
    samples.reduce((all, { run }) => all + pick(run), 0)
  const p99s = samples.map(({ p99Ms }) => p99Ms)
  print(
    'soak.answered',
    sum(({ answered }) => answered),
    'requests',
    {
      refused: sum(({ refused }) => refused),
      resent: sum(({ resent }) => resent),
      lost: sum(({ lost }) => lost),
      unsent: sum(({ unsent }) => unsent),
      forged: sum(({ forged }) => forged),
    },
  )
  const worst = percentile([...p99s].sort(ascending), 1)
  print('soak.p99.median', median(p99s), 'ms', { worst: rounded(worst) })
  const warm = samples.slice(Math.floor(samples.length * WARM_SHARE))
  print('soak.memory', median(warm.map(({ rssMebibytes }) => rssMebibytes)), 'MiB', {
    slopeMebibytesAnHour: rounded(slopeOf(warm) * 3600),
    says: `of the last ${Math.round(warm.length * SLICE_SECONDS)} s`,
  })
}

/** MiB a second, by least squares. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length
  const [x, y] = [mean(({ atSeconds }) => atSeconds), mean(({ rssMebibytes }) => rssMebibytes)]
  const over = mean((sample) => (sample.atSeconds - x) * (sample.rssMebibytes - y))
  return over / mean((sample) => (sample.atSeconds - x) ** 2)
}

/** Whether what is on disk is what was said, and agrees with itself. */
function printLedger(folder: string, truth: Truth | undefined): void {
  using database = new Database(join(configIn(folder).data, DATABASE_FILE))
  const counted = database.get<Truth>(
    `SELECT sum(sessions) AS sessions, sum(seconds) AS seconds, sum(octets_in) AS octetsIn,
       sum(octets_out) AS octetsOut FROM usage_hour`,
  )
  const wrong = verify(database)
  print('soak.ledger', wrong.length, 'rows that a recount makes otherwise', {
    isTruth: JSON.stringify({ ...counted }) === JSON.stringify(truth),
    counted: { ...counted },
    truth,
  })
}

function drawnSoak(samples: readonly Sample[], rate: number): string {
  const over = (pick: (sample: Sample) => number) =>
    samples.map((sample) => ({ x: sample.atSeconds / 60, y: pick(sample) }))
  return drawn(`${rate} mixed requests and ${PAGES_PER_SECOND} pages a second`, 'minutes', [
    { name: 'resident memory, MiB', points: over(({ rssMebibytes }) => rssMebibytes) },
    { name: 'heap in use, MiB', points: over(({ heapMebibytes }) => heapMebibytes) },
    { name: 'p99 of a request, ms', points: over(({ p99Ms }) => p99Ms) },
  ])
}

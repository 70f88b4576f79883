import { HOST } from './city-folder.ts'
import { limitRow, print, type Row, rounded } from './figures.ts'
import { watchOthers } from './others.ts'
import { openOurs, SECRET } from './peers.ts'
import type { PortalPaceJob, PortalRun } from './portal-worker.ts'
import type { MixedJob, MixedRun } from './radius-worker.ts'
import type { Workbench } from './workbench.ts'

const PER_SECOND = 2000
const PAGES_PER_SECOND = 300
const P99_MS_MAX = 10
/** Until the compilers of three processes have done most of their work. */
const WARM_UP_SECONDS = 6

/** What everybody waits when the city is busy: half sign-ins, half accounting, and the portal's pages. */
export async function benchMixed(bench: Workbench, seconds: number): Promise<readonly Row[]> {
  const { guests, portalUrl, gateway, authPort, acctPort } = await openOurs(bench, {
    name: 'mixed',
    goesFirst: true,
  })
  const radius = bench.worker('radius-worker.ts')
  const portal = bench.worker('portal-worker.ts')

  const press = async (forSeconds: number) => {
    const job: MixedJob = {
      kind: 'mixed',
      auth: { host: HOST, port: authPort, secret: SECRET },
      acct: { host: HOST, port: acctPort, secret: SECRET },
      guests: await guests(Math.ceil((PER_SECOND / 2 + 1) * forSeconds)),
      seconds: forSeconds,
      perSecond: PER_SECOND,
    }
    const pages: PortalPaceJob = {
      kind: 'pace',
      url: portalUrl,
      gateway,
      seconds: forSeconds,
      perSecond: PAGES_PER_SECOND,
    }
    return await Promise.all([radius.ask<MixedRun>(job), portal.ask<PortalRun>(pages)])
  }
  await press(WARM_UP_SECONDS)
  const others = watchOthers()
  const [run, pages] = await press(seconds)

  print('radius.mixed.p99', run.p99Ms, 'ms', {
    p50: rounded(run.p50Ms),
    perSecond: rounded(run.perSecond),
    refused: run.refused,
    resent: run.resent,
    lost: run.lost,
    unsent: run.unsent,
    lateP99Ms: rounded(run.paced.lateP99Ms),
    loadCpu: rounded(run.loadCpu),
    ...others(),
  })
  print('radius.mixed.pages.p99', pages.p99Ms, 'ms', {
    p50: rounded(pages.p50Ms),
    perSecond: rounded(pages.perSecond),
    loadCpu: rounded(pages.loadCpu),
  })
  const says = `p99 at ${PER_SECOND} mixed requests a second while the portal serves ${PAGES_PER_SECOND} pages a second`
  return [limitRow(says, { ours: run.p99Ms, limit: P99_MS_MAX, unit: 'ms' })]
}

import type { Opened, OpenJob } from './city-worker.ts'
import { median, print, rounded } from './figures.ts'
import type { PortalJob, PortalRun } from './portal-worker.ts'
import type { Workbench } from './workbench.ts'

const IN_FLIGHT = 64
const RUNS = 3
const WARM_UP_SECONDS = 2

/** Measures the first page a phone sees: its gateway's redirect answered with the sign-in page. */
export async function benchPortal(bench: Workbench, seconds: number): Promise<void> {
  const city = bench.worker('city-worker.ts')
  const load = bench.worker('portal-worker.ts')
  const open: OpenJob = { kind: 'open', folder: bench.room('city'), secret: 'unused' }
  const { portalUrl, gateway } = await city.ask<Opened>(open)
  const run = (runSeconds: number) => {
    const job: PortalJob = {
      kind: 'closed',
      url: portalUrl,
      gateway,
      seconds: runSeconds,
      inFlight: IN_FLIGHT,
    }
    return load.ask<PortalRun>(job)
  }

  await run(WARM_UP_SECONDS)
  const runs: PortalRun[] = []
  while (runs.length < RUNS) runs.push(await run(seconds))

  const each = (pick: (run: PortalRun) => number) => runs.map((one) => rounded(pick(one)))
  const rates = each(({ perSecond }) => perSecond)
  const loadCpu = median(each((one) => one.loadCpu))
  print('portal.pages', median(rates), '/s', { runs: rates, inFlight: IN_FLIGHT, loadCpu })
  print('portal.pages.p50', median(each(({ p50Ms }) => p50Ms)), 'ms')
  print('portal.pages.p99', median(each(({ p99Ms }) => p99Ms)), 'ms')
  const octets = median(runs.map(({ page }) => page.octets))
  print('portal.page', octets, 'bytes', { encoding: runs[0]?.page.encoding })
}

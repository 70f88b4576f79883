import { SECOND, systemClock } from '#src/kernel/clock.ts'
import { median, print, type Row, rounded } from './figures.ts'
import type { FillJob } from './fill-worker.ts'
import { openOurs, SECRET } from './peers.ts'
import { Turn } from './rates.ts'
import type { Workbench } from './workbench.ts'

const FEW = 10_000
const MANY = 1_000_000
const ROUNDS = 3
const TIMES_MAX = 1.2
const WARM_UP_SECONDS = 2

/** What a long past costs: the same load on a server that has seen a hundred times as many sessions. */
export async function benchGrowth(bench: Workbench, seconds: number): Promise<readonly Row[]> {
  const load = bench.worker('radius-worker.ts')
  const open = async (closed: number) => {
    const folder = bench.room(`past-${closed}`)
    const from = Math.floor(systemClock() / SECOND)
    const filler = bench.worker('fill-worker.ts')
    const fill: FillJob = { folder, secret: SECRET, closed, live: 0, devices: 0, from }
    await filler.ask(fill)
    await filler.stop()
    const server = await openOurs(bench, { name: `past-${closed}`, folder })
    return new Turn(server, load, { auth: true, acct: true })
  }
  const turns = [await open(FEW), await open(MANY)] as const
  for (const turn of turns) await turn.take(Math.min(seconds, WARM_UP_SECONDS))

  /** Of the same round of both, one after the other. */
  const ratios = { auth: [] as number[], acct: [] as number[] }
  /** Processor time of the server, the same way. */
  const cpu = { auth: [] as number[], acct: [] as number[] }
  for (let i = 0; i < ROUNDS; i++) {
    const [few, many] = [await turns[0].take(seconds), await turns[1].take(seconds)]
    for (const door of ['auth', 'acct'] as const) {
      const [before, after] = [few[door]?.perSecond ?? 0, many[door]?.perSecond ?? 0]
      ratios[door].push(rounded(before / after))
      const cost = (round: typeof few) => round[door]?.cpuMicroseconds ?? Number.NaN
      cpu[door].push(rounded(cost(many) / cost(few)))
    }
  }
  return (['auth', 'acct'] as const).map((door) => {
    const ratio = median(ratios[door])
    const facts = { door, runs: ratios[door], cpuRatio: median(cpu[door]) }
    print('radius.growth', ratio, 'times', { ...facts, few: FEW, many: MANY })
    return row(door === 'auth' ? 'Access-Request' : 'Accounting-Request', ratio)
  })
}

function row(request: string, ratio: number): Row {
  return {
    figure: `cost of one ${request} at 1,000,000 closed sessions over that at 10,000`,
    ours: `${rounded(ratio)} ×`,
    theirs: '–',
    ratio: '–',
    atLeast: `≤ ${TIMES_MAX} ×`,
    isReached: ratio <= TIMES_MAX,
  }
}

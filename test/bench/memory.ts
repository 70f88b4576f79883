import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND, systemClock } from '#src/kernel/clock.ts'
import { programOver } from '#test/serve-process.ts'
import { HOST } from './city-folder.ts'
import { limitRow, print, type Row, rounded } from './figures.ts'
import type { FillJob } from './fill-worker.ts'
import { SECRET } from './peers.ts'
import type { InterimsJob, InterimsRun } from './radius-worker.ts'
import { IN_FLIGHT } from './rates.ts'
import type { Workbench } from './workbench.ts'

const LIVE = 100_000
const DEVICES = 1_000_000
const MEBIBYTES_MAX = 400
const BEGAN_BEFORE_SECONDS = 3600
/** What is collected only now and then has gathered by then. */
const INTERIMS = 8
const SETTLE_MS = 3000

/** What the `serve` process takes once every live session has been heard of again and again. */
export async function benchMemory(bench: Workbench): Promise<readonly Row[]> {
  const folder = bench.room('memory')
  const from = Math.floor(systemClock() / SECOND) - BEGAN_BEFORE_SECONDS
  const filler = bench.worker('fill-worker.ts')
  const fill: FillJob = { folder, secret: SECRET, closed: 0, live: LIVE, devices: DEVICES, from }
  await filler.ask(fill)
  await filler.stop()

  const startedAt = performance.now()
  const server = await programOver(folder).serve()
  const startMs = performance.now() - startedAt
  try {
    const load = bench.worker('radius-worker.ts')
    const target = { host: HOST, port: server.acctPort, secret: SECRET }
    let answered = 0
    for (let nth = 1; nth <= INTERIMS; nth++) {
      const job: InterimsJob = {
        kind: 'interims',
        target,
        sessions: LIVE,
        from,
        nth,
        inFlight: IN_FLIGHT,
      }
      answered += (await load.ask<InterimsRun>(job)).answered
    }
    await wait(SETTLE_MS)
    const { now, peak } = residentMebibytes(server.pid)
    print('radius.memory', peak, 'MiB', {
      says: 'the most that it ever took',
      live: LIVE,
      devices: DEVICES,
      answered,
      atRest: rounded(now),
      startMs: rounded(startMs),
    })
    const says = 'memory with 100,000 live sessions and 1,000,000 known devices'
    return [limitRow(says, { ours: peak, limit: MEBIBYTES_MAX, unit: 'MiB' })]
  } finally {
    await server.kill()
  }
}

/** What of a process is in memory, as the kernel counts it. */
function residentMebibytes(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mebibytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') }
}

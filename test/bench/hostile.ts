import { limitRow, print, type Row } from './figures.ts'
import type { HostileRun } from './hostile-worker.ts'
import type { Workbench } from './workbench.ts'

const MICROSECONDS_MAX = 10

/** What the costliest packet costs somebody who cannot prove who sent it. */
export async function benchHostile(bench: Workbench): Promise<readonly Row[]> {
  const worker = bench.worker('hostile-worker.ts')
  const runs = await worker.ask<readonly HostileRun[]>({})
  for (const { kind, microseconds, verdict } of runs) {
    print('radius.hostile', microseconds, 'µs', { kind, verdict })
  }
  const worst = Math.max(...runs.map(({ microseconds }) => microseconds))
  return [
    limitRow(
      'a hostile packet of 4,096 octets before authentication',
      worst,
      'µs',
      MICROSECONDS_MAX,
    ),
  ]
}

import { limitRow, print, type Row } from './figures.ts'
import type { HostileRun } from './hostile-worker.ts'
import type { Workbench } from './workbench.ts'

const PACKET = 'a hostile packet of 4,096 octets before authentication'
const MICROSECONDS_MAX = 10

/** What the costliest packet costs somebody who cannot prove who sent it, and each of a flood of them. */
export async function benchHostile(bench: Workbench): Promise<readonly Row[]> {
  const worker = bench.worker('hostile-worker.ts')
  const runs = await worker.ask<readonly HostileRun[]>({})
  for (const { kind, alone, inFlood, verdict } of runs) {
    print('radius.hostile.alone', alone, 'µs', { kind, verdict })
    print('radius.hostile.flood', inFlood, 'µs', { kind, verdict })
  }
  const row = (name: string, figure: 'alone' | 'inFlood') =>
    limitRow(name, {
      ours: Math.max(...runs.map((run) => run[figure])),
      limit: MICROSECONDS_MAX,
      unit: 'µs',
    })
  return [row(`${PACKET}, alone`, 'alone'), row(`${PACKET}, in a flood`, 'inFlood')]
}

import { killAgainAndAgain } from '#test/kill-load.ts'
import { ascending, limitRow, median, print, printTable, rounded } from './figures.ts'
import type { Workbench } from './workbench.ts'

const BACK_MS_MAX = 2000

/** `kill -9` of the real process, at moments that differ from run to run: the seed is printed. */
export async function benchKill(bench: Workbench, times: number): Promise<void> {
  const seed = String(process.hrtime.bigint())
  const after = await killAgainAndAgain(bench.room('kill'), { times, seed })
  const facts = { times, acknowledged: after.acknowledged, seed }
  const doubled = {
    sessions: after.counted.sessions - after.truth.sessions,
    seconds: after.counted.seconds - after.truth.seconds,
    octetsIn: after.counted.octetsIn - after.truth.octetsIn,
  }
  const back = after.backMs.toSorted(ascending)
  const worst = back.at(-1) ?? Number.NaN
  print('kill.lost', after.lost.length, 'words', { ...facts, first: after.lost[0] })
  print('kill.miscounted', after.wrong.length, 'rows', { ...facts, ...doubled })
  print('kill.back', worst, 'ms', { median: rounded(median(back)) })

  const isExact = Object.values(doubled).every((amount) => amount === 0)
  printTable([
    limitRow(`\`kill -9\` ${times} times under load: acknowledged words lost`, {
      ours: after.lost.length,
      limit: 0,
    }),
    limitRow('rows of the ledger that a recount makes otherwise', {
      ours: after.wrong.length,
      limit: 0,
    }),
    limitRow('figures that differ from the truth', { ours: isExact ? 0 : 1, limit: 0 }),
    limitRow('serving again, at worst', { ours: worst, limit: BACK_MS_MAX, unit: 'ms' }),
  ])
}

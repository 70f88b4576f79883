import { ascending, percentile } from './figures.ts'

/** How a paced run went: its own lateness is no fault of the server's, and is told beside the figures. */
export type Paced = { readonly perSecond: number; readonly lateP99Ms: number }

/**
 * Calls `ask` so many times a second for `seconds`, whatever comes of it: an open loop. Those due within
 * one tick of the timer, a millisecond, are called together.
 */
export async function pace(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  ask: () => void,
): Promise<Paced> {
  const total = Math.round(perSecond * seconds)
  const late: number[] = []
  const from = performance.now()
  const { promise, resolve } = Promise.withResolvers<void>()
  const tick = () => {
    const now = performance.now()
    for (;;) {
      const dueAt = from + (late.length * 1000) / perSecond
      if (late.length === total || dueAt > now) break
      late.push(now - dueAt)
      ask()
    }
    if (late.length === total) resolve()
    else setTimeout(tick, 1)
  }
  tick()
  await promise
  const took = performance.now() - from
  return {
    perSecond: (total / took) * 1000,
    lateP99Ms: percentile(late.sort(ascending), 0.99),
  }
}

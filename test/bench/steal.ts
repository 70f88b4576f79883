import { readFileSync } from 'node:fs'
import { rounded } from './figures.ts'

type Ticks = { readonly all: number; readonly stolen: number }

/** Where `steal` stands in the first line of `/proc/stat`; what follows it `user` holds already (proc_stat(5)). */
const STEAL = 7

/**
 * Starts to watch the host. What is returned says how many per cent of the processors' time the host has
 * given to others since, or nothing where the kernel does not say.
 */
export function watchSteal(): () => number | undefined {
  const from = ticks()
  return () => {
    const to = ticks()
    if (!from || !to || to.all === from.all) return undefined
    return rounded((100 * (to.stolen - from.stolen)) / (to.all - from.all))
  }
}

function ticks(): Ticks | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
    const counts = line
      .split(/\s+/)
      .slice(1, 2 + STEAL)
      .map(Number)
    return { all: counts.reduce((sum, count) => sum + count, 0), stolen: counts[STEAL] ?? 0 }
  } catch {
    return undefined
  }
}

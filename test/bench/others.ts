import { readdirSync, readFileSync } from 'node:fs'
import { rounded } from './figures.ts'

/** What processors did meanwhile for neither the server nor its load; nothing where the kernel does not say. */
export type Others = {
  /** Per cent of all their time that the host gave to others. */
  readonly stealPercent: number | undefined
  /** Per cent of one's time that the busiest of the kernel's own threads took, and which one that was. */
  readonly kernelPercent: number | undefined
  readonly kernelThread: string | undefined
}

type Ticks = { readonly all: number; readonly stolen: number }
type Thread = { readonly name: string; readonly ranNs: number }

/** Where `steal` stands in the first line of `/proc/stat`; what follows it `user` holds already (proc_stat(5)). */
const STEAL = 7

/** The parent of all threads of the kernel. */
const KTHREADD = '2'

/** Name, state and parent, of a name that may hold anything (proc_pid_stat(5)). */
const STAT = /\((?<name>.*)\) \S (?<parent>\d+) /s

/** Starts to watch them. What is returned tells of the time since. */
export function watchOthers(): () => Others {
  const from = performance.now()
  const before = ticks()
  const threads = kernelThreads()
  return () => {
    const busiest = busiestSince(threads)
    const tookNs = (performance.now() - from) * 1e6
    return {
      stealPercent: stolenSince(before),
      kernelPercent: busiest && rounded((100 * busiest.ranNs) / tookNs),
      kernelThread: busiest?.name,
    }
  }
}

function stolenSince(from: Ticks | undefined): number | undefined {
  const to = ticks()
  if (!from || !to || to.all === from.all) return undefined
  return rounded((100 * (to.stolen - from.stolen)) / (to.all - from.all))
}

function ticks(): Ticks | undefined {
  const [line = ''] = textOf('stat').split('\n')
  if (line === '') return undefined
  const counts = line
    .split(/\s+/)
    .slice(1, 2 + STEAL)
    .map(Number)
  return { all: counts.reduce((sum, count) => sum + count, 0), stolen: counts[STEAL] ?? 0 }
}

function busiestSince(before: ReadonlyMap<string, Thread>): Thread | undefined {
  const since = [...kernelThreads()].map(([id, { name, ranNs }]) => ({
    name,
    ranNs: ranNs - (before.get(id)?.ranNs ?? 0),
  }))
  return since.sort((a, b) => b.ranNs - a.ranNs)[0]
}

/** How long each ran so far, by its number: some end meanwhile, and others begin. */
function kernelThreads(): Map<string, Thread> {
  const threads = new Map<string, Thread>()
  for (const id of processes()) {
    const { name, parent } = STAT.exec(textOf(`${id}/stat`))?.groups ?? {}
    if (name === undefined || parent !== KTHREADD) continue
    threads.set(id, { name, ranNs: Number.parseInt(textOf(`${id}/schedstat`), 10) || 0 })
  }
  return threads
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** Of a file of `/proc`; empty where there is none. */
function textOf(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8')
  } catch {
    return ''
  }
}

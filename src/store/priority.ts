import { readdirSync, readFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Steps of nice(1), each worth a quarter more of a processor that others want too. */
const FIRST = -10
const LAST = 5

/** On Linux it is a thread that has a priority (setpriority(2)); elsewhere it would be the whole process. */
const isOfThreads = process.platform === 'linux'

/** The thread that calls. */
const SELF = 0

/** V8's helpers, as Node.js names them (proc(5), `comm`). */
const HELPER = 'V8Worker'

/**
 * Lets this thread, and those it begins from now on, go before what else the machine does; and V8's
 * helpers, for it waits for them whenever everything is collected. Where the system does not let it, all
 * stays as it was: it takes root, or CAP_SYS_NICE.
 */
export function goFirst(): void {
  go(FIRST, () => [SELF, ...helpers()])
}

/** Lets this thread wait for those that answer packets. */
export function goLast(): void {
  go(LAST, () => [SELF])
}

function go(priority: number, threads: () => readonly number[]): void {
  if (!isOfThreads) return
  try {
    for (const thread of threads()) setPriority(thread, priority)
  } catch {
    // Not allowed: nothing depends on it.
  }
}

function helpers(): number[] {
  const threads = readdirSync('/proc/self/task')
  const isHelper = (thread: string) =>
    readFileSync(`/proc/self/task/${thread}/comm`, 'latin1').includes(HELPER)
  return threads.filter(isHelper).map(Number)
}

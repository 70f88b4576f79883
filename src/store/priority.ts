import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename } from 'node:path'

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
 * helpers, for it waits for them whenever everything is collected. They do so beside it, and never in its
 * place. `priority` is that of nice(1). Where the system does not let it, all stays as it was: it takes
 * root, or CAP_SYS_NICE.
 */
export function goFirst(priority = FIRST): void {
  if (!isOfThreads) return
  const helping = helpers()
  go(priority, [SELF, ...helping])
  keepOffFirst(helping)
}

/** Lets this thread wait for those that answer packets, and keep out of their way. */
export function goLast(): void {
  if (!isOfThreads) return
  go(LAST, [SELF])
  goBeside()
}

/**
 * Keeps this thread off the first of the processors it may run on, if there is another: so there is always
 * one where the thread that answers waits for none of ours. A scheduler that fills one processor before it
 * takes the next had it wait a third of its time beside one that was idle.
 */
export function goBeside(): void {
  if (isOfThreads) keepOffFirst([Number(basename(readlinkSync('/proc/thread-self')))])
}

function go(priority: number, threads: readonly number[]): void {
  try {
    for (const thread of threads) setPriority(thread, priority)
  } catch {
    // Not allowed: nothing depends on it.
  }
}

/**
 * By taskset(1), which nobody waits for: Node.js has no word for it. Where there is none, all stays as it
 * was.
 */
function keepOffFirst(threads: readonly number[]): void {
  const [, ...others] = processors()
  if (others.length === 0) return
  for (const thread of threads) {
    const args = ['--pid', '--cpu-list', others.join(','), String(thread)]
    const asking = spawn('taskset', args, { stdio: 'ignore' })
    asking.on('error', () => undefined)
    asking.unref()
  }
}

/** Those this process may run on: `0-3,8` of proc(5), `Cpus_allowed_list`, one by one. */
function processors(): number[] {
  const status = readFileSync('/proc/self/status', 'latin1')
  const ranges = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1]?.split(',') ?? []
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, n) => first + n)
  })
}

function helpers(): number[] {
  const threads = readdirSync('/proc/self/task')
  const isHelper = (thread: string) =>
    readFileSync(`/proc/self/task/${thread}/comm`, 'latin1').includes(HELPER)
  return threads.filter(isHelper).map(Number)
}

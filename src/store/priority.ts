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

/**
 * Keeps this thread off the first of the processors it may run on, if there is another: so there is always
 * one where the thread that answers packets does not meet it.
 *
 * taskset(1) does it, and nobody waits for that: Node.js has no word for sched_setaffinity(2). Where there is
 * none, all stays as it was.
 */
export function goBeside(): void {
  if (!isOfThreads) return
  const [, ...others] = processors()
  if (others.length === 0) return
  const self = basename(readlinkSync('/proc/thread-self'))
  const asking = spawn('taskset', ['--pid', '--cpu-list', others.join(','), self], {
    stdio: 'ignore',
  })
  asking.on('error', () => undefined)
  asking.unref()
}

/** Those this thread may run on: `0-3,8` of proc(5), `Cpus_allowed_list`, one by one. */
function processors(): number[] {
  const status = readFileSync('/proc/thread-self/status', 'latin1')
  const ranges = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1]?.split(',') ?? []
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, n) => first + n)
  })
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

import { setPriority } from 'node:os'

/** Steps of nice(1), each worth a quarter more of a processor that others want too. */
const FIRST = -10
const LAST = 5

/** On Linux it is a thread that has a priority (setpriority(2)); elsewhere it would be the whole process. */
const isOfThreads = process.platform === 'linux'

/**
 * Lets this thread, and those it begins from now on, go before what else the machine does. Where the
 * system does not let it, all stays as it was: it takes root, or CAP_SYS_NICE.
 */
export function goFirst(): void {
  go(FIRST)
}

/** Lets this thread wait for those that answer packets. */
export function goLast(): void {
  go(LAST)
}

function go(priority: number): void {
  if (!isOfThreads) return
  try {
    setPriority(0, priority)
  } catch {
    // Not allowed: nothing depends on it.
  }
}

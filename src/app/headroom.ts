import { constants, PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'

/** Octets: most of what a storm of a hundred thousand phones leaves behind. */
const HEADROOM = 80e6

/** V8 uses what it was told at its next collection, when a small heap may have become a large one. */
const PER_CENT_MAX = 175

/**
 * Has the heap collected whole whenever it has grown by so much, however large it is, until disposed of.
 *
 * V8 lets a heap grow by a share of itself. A share that spares the small heap of a quiet city a second
 * full collection in a storm would have one of 100,000 sessions take half as much again.
 */
export function keepHeadroom(octets = HEADROOM): Disposable {
  // V8 looks at its share each time it has collected everything.
  const tell = () => {
    const share = sharePerCent(octets, getHeapStatistics().used_heap_size)
    setFlagsFromString(`--heap-growing-percent=${share}`)
  }
  tell()
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(isOfEverything)) tell()
  })
  observer.observe({ entryTypes: ['gc'] })
  return { [Symbol.dispose]: () => observer.disconnect() }
}

/** By how many per cent a heap grows that grows by so many octets. */
export function sharePerCent(octets: number, used: number): number {
  return Math.min(Math.round((100 * octets) / used), PER_CENT_MAX)
}

function isOfEverything(entry: PerformanceEntry): boolean {
  const { detail } = entry as { readonly detail?: { readonly kind?: number } }
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR
}

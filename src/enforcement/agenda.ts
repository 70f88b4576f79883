import type { Millis } from '#src/kernel/clock.ts'

type Entry = { readonly at: Millis; readonly subject: number }

/**
 * What is to be looked at when: one time a subject, the earliest first. A heap in which an entry that was
 * overtaken stays until it comes up, so that setting a time costs the same however many there are.
 */
export class Agenda {
  readonly #times = new Map<number, Millis>()
  #heap: Entry[] = []

  get size(): number {
    return this.#times.size
  }

  /** How many entries it takes to hold them. */
  get weight(): number {
    return this.#heap.length
  }

  /** Puts a subject down for then, whatever it was down for before; `Infinity` takes it off. */
  set(subject: number, at: Millis): void {
    if (this.#times.get(subject) === at) return
    if (at === Number.POSITIVE_INFINITY) {
      this.#times.delete(subject)
      return
    }
    this.#times.set(subject, at)
    this.#push({ at, subject })
    if (this.#heap.length > 2 * this.#times.size + SLACK) this.#sweep()
  }

  /** Takes off the next subject that is due. */
  take(now: Millis): number | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (!first || first.at > now) return undefined
      this.#pop()
      if (this.#times.get(first.subject) !== first.at) continue
      this.#times.delete(first.subject)
      return first.subject
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (time(heap, parent) <= entry.at) break
      heap[at] = heap[parent] as Entry
      at = parent
    }
    heap[at] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const child = time(heap, left + 1) < time(heap, left) ? left + 1 : left
      if (time(heap, child) >= last.at) break
      heap[at] = heap[child] as Entry
      at = child
    }
    heap[at] = last
  }

  /** Rebuilds the heap from the times that count: a sorted array is one. */
  #sweep(): void {
    this.#heap = Array.from(this.#times, ([subject, at]) => ({ subject, at }))
    this.#heap.sort((a, b) => a.at - b.at)
  }
}

/** How many overtaken entries are not worth sweeping. */
const SLACK = 64

function time(heap: readonly Entry[], at: number): Millis {
  return heap[at]?.at ?? Number.POSITIVE_INFINITY
}

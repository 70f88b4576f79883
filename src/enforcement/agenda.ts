import type { Millis } from '#src/kernel/clock.ts'
import { WideMap } from '#src/kernel/wide-map.ts'

/** When a subject is to be looked at, and where the heap has it: never later. */
type Entry = { readonly subject: number; at: Millis; due: Millis }

/**
 * What is to be looked at when: one time a subject, the earliest first.
 *
 * Times are put off all the time, and hardly ever come up: so an entry that is put off stays where it is
 * in the heap until it comes up there. One that is put forward gets another, and the first is nobody's.
 */
export class Agenda {
  readonly #entries = new WideMap<Entry>()
  #heap: Entry[] = []

  get size(): number {
    return this.#entries.size
  }

  /** How many entries it takes to hold them. */
  get weight(): number {
    return this.#heap.length
  }

  /** Puts a subject down for then, whatever it was down for before; `Infinity` takes it off. */
  set(subject: number, due: Millis): void {
    const held = this.#entries.get(subject)
    if (due === Number.POSITIVE_INFINITY) this.#entries.delete(subject)
    else if (held && held.at <= due) held.due = due
    else this.#add({ subject, at: due, due })
  }

  /** Takes off the next subject that is due. */
  take(now: Millis): number | undefined {
    for (let first = this.#heap[0]; first && first.at <= now; first = this.#heap[0]) {
      const isSomebodys = this.#entries.get(first.subject) === first
      if (isSomebodys && first.at < first.due) {
        first.at = first.due
        this.#sink(first)
        continue
      }
      this.#pop()
      if (!isSomebodys) continue
      this.#entries.delete(first.subject)
      return first.subject
    }
    return undefined
  }

  #add(entry: Entry): void {
    this.#entries.set(entry.subject, entry)
    this.#rise(entry)
    if (this.#heap.length > 2 * this.#entries.size + SLACK) this.#sweep()
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last && this.#heap.length > 0) this.#sink(last)
  }

  /** Finds the place of a new entry, from the end. */
  #rise(entry: Entry): void {
    const heap = this.#heap
    let place = heap.push(entry) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (time(heap, parent) <= entry.at) break
      heap[place] = heap[parent] as Entry
      place = parent
    }
    heap[place] = entry
  }

  /** Finds the place of an entry that takes the first one's, from the top. */
  #sink(entry: Entry): void {
    const heap = this.#heap
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const child = time(heap, left + 1) < time(heap, left) ? left + 1 : left
      if (time(heap, child) >= entry.at) break
      heap[place] = heap[child] as Entry
      place = child
    }
    heap[place] = entry
  }

  /** Leaves out what is nobody's: a sorted array is a heap. */
  #sweep(): void {
    this.#heap = [...this.#entries.values()].sort((a, b) => a.at - b.at)
  }
}

/** How many entries of nobody's are not worth sweeping. */
const SLACK = 64

function time(heap: readonly Entry[], place: number): Millis {
  return heap[place]?.at ?? Number.POSITIVE_INFINITY
}

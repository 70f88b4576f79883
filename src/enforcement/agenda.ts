import type { Millis } from '#src/kernel/clock.ts'
import { WideMap } from '#src/kernel/wide-map.ts'

/** How many entries of nobody's are not worth sweeping. */
const SLACK = 64

/**
 * What is to be looked at when: one time a subject, the earliest first.
 *
 * Times are put off all the time, and hardly ever come up: so an entry that is put off stays where it is
 * in the heap until it comes up there. One that is put forward gets another, and the first is nobody's.
 *
 * Entries are numbers, and what is known of each stands in columns: a hundred thousand objects, and two
 * times in each, would be walked by every full collection.
 */
export class Agenda {
  /** The entry of each subject. */
  readonly #entries = new WideMap<number>()
  /** Of each entry: whose it is, when it is to be looked at, and where the heap has it, which is never later. */
  readonly #subjects: number[] = []
  readonly #due: Millis[] = []
  readonly #at: Millis[] = []
  /** Entries that left the heap, to be had again. */
  readonly #spare: number[] = []
  #heap: number[] = []

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
    else if (held !== undefined && this.#timeOf(held) <= due) this.#due[held] = due
    else this.#add(subject, due)
  }

  /** Takes off the next subject that is due. */
  take(now: Millis): number | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#timeOf(first) > now) break
      const subject = this.#subjects[first] as number
      const due = this.#due[first] as Millis
      const isSomebodys = this.#isSomebodys(first)
      if (isSomebodys && this.#timeOf(first) < due) {
        this.#at[first] = due
        this.#sink(first)
        continue
      }
      this.#pop(first)
      if (!isSomebodys) continue
      this.#entries.delete(subject)
      return subject
    }
    return undefined
  }

  #add(subject: number, due: Millis): void {
    const entry = this.#spare.pop() ?? this.#subjects.length
    this.#subjects[entry] = subject
    this.#due[entry] = due
    this.#at[entry] = due
    this.#entries.set(subject, entry)
    this.#rise(entry)
    if (this.#heap.length > 2 * this.#entries.size + SLACK) this.#sweep()
  }

  #pop(first: number): void {
    this.#spare.push(first)
    const last = this.#heap.pop()
    if (last !== undefined && this.#heap.length > 0) this.#sink(last)
  }

  /** Finds the place of a new entry, from the end. */
  #rise(entry: number): void {
    const heap = this.#heap
    const at = this.#timeOf(entry)
    let place = heap.push(entry) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (this.#timeAt(parent) <= at) break
      heap[place] = heap[parent] as number
      place = parent
    }
    heap[place] = entry
  }

  /** Finds the place of an entry that takes the first one's, from the top. */
  #sink(entry: number): void {
    const heap = this.#heap
    const at = this.#timeOf(entry)
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const child = this.#timeAt(left + 1) < this.#timeAt(left) ? left + 1 : left
      if (this.#timeAt(child) >= at) break
      heap[place] = heap[child] as number
      place = child
    }
    heap[place] = entry
  }

  /** Leaves out what is nobody's: a sorted array is a heap. */
  #sweep(): void {
    const { kept = [], left = [] } = Object.groupBy(this.#heap, (entry) =>
      this.#isSomebodys(entry) ? 'kept' : 'left',
    )
    this.#heap = kept.sort((a, b) => this.#timeOf(a) - this.#timeOf(b))
    for (const entry of left) this.#spare.push(entry)
  }

  #isSomebodys(entry: number): boolean {
    return this.#entries.get(this.#subjects[entry] as number) === entry
  }

  #timeAt(place: number): Millis {
    const entry = this.#heap[place]
    return entry === undefined ? Number.POSITIVE_INFINITY : this.#timeOf(entry)
  }

  #timeOf(entry: number): Millis {
    return this.#at[entry] as Millis
  }
}

import type { Millis } from '#src/kernel/clock.ts'
import { Column } from '#src/kernel/column.ts'
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
  readonly #subjects = Column.ofNumbers()
  readonly #due = Column.ofNumbers()
  readonly #at = Column.ofNumbers()
  /** How many entries there ever were, and those that left the heap, to be had again. */
  #count = 0
  readonly #spare: number[] = []
  readonly #heap = Column.ofIntegers()
  #weight = 0

  get size(): number {
    return this.#entries.size
  }

  /** How many entries it takes to hold them. */
  get weight(): number {
    return this.#weight
  }

  /** Puts a subject down for then, whatever it was down for before; `Infinity` takes it off. */
  set(subject: number, due: Millis): void {
    const held = this.#entries.get(subject)
    if (due === Number.POSITIVE_INFINITY) this.#entries.delete(subject)
    else if (held !== undefined && this.#at.get(held) <= due) this.#due.set(held, due)
    else this.#add(subject, due)
  }

  /** Takes off the next subject that is due. */
  take(now: Millis): number | undefined {
    while (this.#weight > 0) {
      const first = this.#heap.get(0)
      if (this.#at.get(first) > now) break
      const subject = this.#subjects.get(first)
      const due = this.#due.get(first)
      const isSomebodys = this.#isSomebodys(first)
      if (isSomebodys && this.#at.get(first) < due) {
        this.#at.set(first, due)
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
    const entry = this.#spare.pop() ?? this.#newEntry()
    this.#subjects.set(entry, subject)
    this.#due.set(entry, due)
    this.#at.set(entry, due)
    this.#entries.set(subject, entry)
    this.#rise(entry)
    if (this.#weight > 2 * this.#entries.size + SLACK) this.#sweep()
  }

  #newEntry(): number {
    const entry = this.#count++
    for (const column of [this.#subjects, this.#due, this.#at, this.#heap]) {
      column.reach(this.#count)
    }
    return entry
  }

  #pop(first: number): void {
    this.#spare.push(first)
    this.#weight--
    if (this.#weight > 0) this.#sink(this.#heap.get(this.#weight))
  }

  /** Finds the place of a new entry, from the end. */
  #rise(entry: number): void {
    const at = this.#at.get(entry)
    let place = this.#weight++
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (this.#timeAt(parent) <= at) break
      this.#heap.set(place, this.#heap.get(parent))
      place = parent
    }
    this.#heap.set(place, entry)
  }

  /** Finds the place of an entry that takes the first one's, from the top. */
  #sink(entry: number): void {
    const at = this.#at.get(entry)
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const child = this.#timeAt(left + 1) < this.#timeAt(left) ? left + 1 : left
      if (this.#timeAt(child) >= at) break
      this.#heap.set(place, this.#heap.get(child))
      place = child
    }
    this.#heap.set(place, entry)
  }

  /** Leaves out what is nobody's: those that are left rise in the order they are in, to the places before. */
  #sweep(): void {
    const weight = this.#weight
    this.#weight = 0
    for (let place = 0; place < weight; place++) {
      const entry = this.#heap.get(place)
      if (this.#isSomebodys(entry)) this.#rise(entry)
      else this.#spare.push(entry)
    }
  }

  #isSomebodys(entry: number): boolean {
    return this.#entries.get(this.#subjects.get(entry)) === entry
  }

  #timeAt(place: number): Millis {
    return place < this.#weight ? this.#at.get(this.#heap.get(place)) : Number.POSITIVE_INFINITY
  }
}

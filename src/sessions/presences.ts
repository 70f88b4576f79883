import { assert } from '#src/kernel/assert.ts'
import { AtHand } from '#src/kernel/at-hand.ts'
import { Column } from '#src/kernel/column.ts'
import type { Month } from '#src/kernel/period.ts'
import type { Tell, Write } from '#src/store/batch.ts'

/** Who may be at a site. */
export type PresenceKind = 'person' | 'device'

/** Of 100,000 sessions each their person and their device. About 2 MB of them. */
const NOTED_AT_HAND = 262_144

/** More than there are people, and devices: twice so many is the room of one place in a mark. */
const SUBJECTS_MAX = 2 ** 32

/** A month at a site. */
type Place = { readonly month: Month; readonly site: string }

/**
 * Who was where in which month, until it is taken to the database. Those who come back all month are noted
 * once, and maybe once more when many others came between.
 */
export class Presences {
  /** Numbered in the order they were first met. */
  readonly #places: Place[] = []
  readonly #placeOf = new Map<Month, Map<string, number>>()
  readonly #noted = new AtHand(NOTED_AT_HAND, 0)
  #marks = Column.ofNumbers()
  #count = 0
  /** Those on their way to the database. */
  #leaving = Column.ofNumbers()

  add(month: Month, site: string, kind: PresenceKind, subject: number): void {
    assert(subject < SUBJECTS_MAX, 'people and devices are numbered from 1')
    const place = this.#numberOf(month, site)
    // One number, another for each: a hundred thousand texts would take three times as much.
    const mark = (place * SUBJECTS_MAX + subject) * 2 + (kind === 'person' ? 0 : 1)
    if (this.#noted.has(mark)) return
    this.#noted.place(mark)
    this.#marks.reach(this.#count + 1)
    this.#marks.set(this.#count++, mark)
  }

  get isEmpty(): boolean {
    return this.#count === 0
  }

  leave(): Tell {
    const [marks, count] = [this.#marks, this.#count]
    this.#marks = this.#leaving
    this.#leaving = marks
    this.#count = 0
    return () => this.#writesOf(marks, count)
  }

  #numberOf(month: Month, site: string): number {
    const sites = this.#placeOf.get(month) ?? new Map<string, number>()
    const known = sites.get(site)
    if (known !== undefined) return known
    const number = this.#places.push({ month, site }) - 1
    this.#placeOf.set(month, sites.set(site, number))
    return number
  }

  *#writesOf(marks: Column<number>, count: number): Iterable<Write> {
    for (let n = 0; n < count; n++) yield this.#writeOf(marks.get(n))
  }

  #writeOf(mark: number): Write {
    const half = Math.floor(mark / 2)
    const { month, site } = this.#places[Math.floor(half / SUBJECTS_MAX)] as Place
    const kind: PresenceKind = mark % 2 === 0 ? 'person' : 'device'
    return [
      'INSERT INTO presence (month, site, kind, subject) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      month,
      site,
      kind,
      half % SUBJECTS_MAX,
    ]
  }
}

import { assert } from './assert.ts'

/** Places that a number may have: more are longer to look through, of fewer more numbers want the same. */
const PLACES = 4

/**
 * The same number, as V8 keeps it without an object of its own where it can: what comes out of a
 * `Float64Array`, or out of a sum of large ones, would take one wherever it is put.
 */
export function unboxed(number: number): number {
  const small = number | 0
  return small === number ? small : number
}

/**
 * Rows of numbers at hand, each by a number of its own from 1 on, without asking the database. A number
 * has one of four places, as in the caches of processors; of those who want them the four last placed
 * have them. Of numbers given in turn that is the last `count` of all.
 *
 * Flat, for there are many: a hundred thousand objects would be walked by every full collection, those
 * that pass through a map of them leave it as much again, and a map holds everything up while it grows.
 */
export class AtHand {
  /** The fields of all rows. */
  readonly fields: Float64Array
  readonly #numbers: Float64Array
  /** Which of four places is taken next. */
  readonly #turns: Uint8Array
  readonly #lastSet: number
  readonly #width: number

  /** `count`, a power of two, is how many there is room for; `fields` is how many each has. */
  constructor(count: number, fields: number) {
    const sets = count / PLACES
    assert(Number.isInteger(Math.log2(sets)), 'a set of places is the low bits of a number')
    this.#lastSet = sets - 1
    this.#width = fields
    this.#turns = new Uint8Array(sets)
    this.#numbers = new Float64Array(count)
    this.fields = new Float64Array(count * fields)
  }

  has(number: number): boolean {
    return this.find(number) !== undefined
  }

  /** Where the fields of this number begin, or nothing when it has no place. */
  find(number: number): number | undefined {
    const first = this.#firstPlace(number)
    // What nobody has yet is 0.
    if (number === 0) return undefined
    for (let place = first; place < first + PLACES; place++) {
      if (this.#numbers[place] === number) return place * this.#width
    }
    return undefined
  }

  /** Gives this number a place unless it has one, and tells where to write its fields. */
  place(number: number): number {
    return this.find(number) ?? this.#take(number)
  }

  #take(number: number): number {
    const first = this.#firstPlace(number)
    const set = first / PLACES
    const turn = this.#turns[set] as number
    this.#turns[set] = (turn + 1) % PLACES
    this.#numbers[first + turn] = number
    return (first + turn) * this.#width
  }

  #firstPlace(number: number): number {
    return (number & this.#lastSet) * PLACES
  }
}

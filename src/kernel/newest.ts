import { assert } from './assert.ts'

/** Of a row: the number it belongs to. */
const OWN_FIELDS = 1

/**
 * Rows of numbers for the newest of what is numbered from 1 in turn: each number has a place, until the
 * number `count` further on takes it.
 *
 * Flat, for there are many: a hundred thousand objects would be walked by every full collection, and
 * those that pass through a map of them leave it as much again.
 */
export class Newest {
  /** The fields of all rows. */
  readonly fields: Float64Array
  readonly #last: number
  readonly #width: number

  /** `count`, a power of two, is how many there is room for; `fields` is how many each has. */
  constructor(count: number, fields: number) {
    assert(Number.isInteger(Math.log2(count)), 'a place is the low bits of a number')
    this.#last = count - 1
    this.#width = OWN_FIELDS + fields
    this.fields = new Float64Array(count * this.#width)
  }

  /** Where the fields of this number begin, or nothing when another has its place, or none. */
  find(number: number): number | undefined {
    const at = this.#at(number)
    // What nobody has yet is 0.
    return number !== 0 && this.fields[at] === number ? at + OWN_FIELDS : undefined
  }

  /** Gives this number its place, and tells where to write its fields. */
  place(number: number): number {
    const at = this.#at(number)
    this.fields[at] = number
    return at + OWN_FIELDS
  }

  #at(number: number): number {
    return (number & this.#last) * this.#width
  }
}

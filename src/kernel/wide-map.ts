import { assert } from './assert.ts'
import { Column } from './column.ts'

/** Places are numbered from 1 on: this is none, and ends a chain. */
const NONE = 0

/**
 * A `Map` of very many, by a whole number from 0 on, in no order.
 *
 * A `Map` that doubles copies all it holds, which at a hundred thousand is long enough to be felt by
 * whoever waits, and leaves its old table to the garbage collector. This one grows by a bucket at a time
 * (linear hashing: W. Litwin, VLDB 1980), and of it the collector walks nothing but the values.
 */
export class WideMap<Value extends NonNullable<unknown>> {
  /** Of each bucket, the place its chain begins at. */
  readonly #heads = Column.ofIntegers()
  /** Of each place: its key, its value, and the next place of its chain. */
  readonly #keys = Column.ofNumbers()
  readonly #values = Column.of<Value>()
  readonly #next = Column.ofIntegers()
  #size = 0
  /** The last place that was ever taken, and the chain of those that nobody has any more. */
  #last = NONE
  #spare = NONE
  /** How many buckets there are, and the greatest power of two that is not more. */
  #buckets = 1
  #power = 1

  constructor() {
    this.#heads.reach(this.#buckets)
  }

  get size(): number {
    return this.#size
  }

  get(key: number): Value | undefined {
    const place = this.#find(key)
    return place === NONE ? undefined : this.#values.get(place)
  }

  has(key: number): boolean {
    return this.#find(key) !== NONE
  }

  set(key: number, value: Value): void {
    const known = this.#find(key)
    this.#values.set(known === NONE ? this.#add(key) : known, value)
  }

  /** False when it was not there. */
  delete(key: number): boolean {
    const bucket = this.#bucketOf(key)
    let before = NONE
    let place = this.#heads.get(bucket)
    while (place !== NONE && this.#keys.get(place) !== key) {
      before = place
      place = this.#next.get(place)
    }
    if (place === NONE) return false
    const after = this.#next.get(place)
    if (before === NONE) this.#heads.set(bucket, after)
    else this.#next.set(before, after)
    this.#values.set(place, undefined)
    this.#next.set(place, this.#spare)
    this.#spare = place
    this.#size--
    return true
  }

  /** Keeps its room. */
  clear(): void {
    this.#heads.clear()
    this.#values.clear()
    this.#size = 0
    this.#last = NONE
    this.#spare = NONE
  }

  /** As with a `Map`, it may change meanwhile. */
  *keys(): Generator<number, undefined> {
    for (const place of this.#places()) yield this.#keys.get(place)
  }

  /** As with a `Map`, it may change meanwhile. */
  *values(): Generator<Value, undefined> {
    for (const place of this.#places()) yield this.#values.get(place) as Value
  }

  /** As with a `Map`, it may change meanwhile. */
  *entries(): Generator<[number, Value], undefined> {
    for (const place of this.#places()) {
      yield [this.#keys.get(place), this.#values.get(place) as Value]
    }
  }

  /** Those that somebody has. */
  *#places(): Generator<number, undefined> {
    for (let place = 1; place <= this.#last; place++) {
      if (this.#values.get(place) !== undefined) yield place
    }
  }

  #find(key: number): number {
    let place = this.#heads.get(this.#bucketOf(key))
    while (place !== NONE && this.#keys.get(place) !== key) place = this.#next.get(place)
    return place
  }

  #add(key: number): number {
    assert(key >= 0 && Number.isSafeInteger(key), 'a key is a whole number')
    const place = this.#takePlace()
    this.#keys.set(place, key)
    this.#link(place, this.#bucketOf(key))
    this.#size++
    if (this.#size > this.#buckets) this.#addBucket()
    return place
  }

  #takePlace(): number {
    const place = this.#spare
    if (place !== NONE) {
      this.#spare = this.#next.get(place)
      return place
    }
    this.#last++
    this.#keys.reach(this.#last + 1)
    this.#values.reach(this.#last + 1)
    this.#next.reach(this.#last + 1)
    return this.#last
  }

  /** The new one takes its share of the chain of the bucket it is split off. */
  #addBucket(): void {
    const added = this.#buckets++
    this.#heads.reach(this.#buckets)
    if (added === 2 * this.#power) this.#power = added
    const shared = added - this.#power
    let place = this.#heads.get(shared)
    this.#heads.set(shared, NONE)
    while (place !== NONE) {
      const after = this.#next.get(place)
      this.#link(place, this.#bucketOf(this.#keys.get(place)))
      place = after
    }
  }

  #link(place: number, bucket: number): void {
    this.#next.set(place, this.#heads.get(bucket))
    this.#heads.set(bucket, place)
  }

  #bucketOf(key: number): number {
    const mix = mixOf(key)
    const bucket = mix & (2 * this.#power - 1)
    return bucket < this.#buckets ? bucket : bucket - this.#power
  }
}

/** Every bit of it depends on all 53 of the key (the last steps of MurmurHash3, by A. Appleby). */
function mixOf(key: number): number {
  let mix = (key | 0) ^ Math.imul(key / 2 ** 32, 0x9e3779b1)
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b)
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35)
  return mix ^ (mix >>> 16)
}

import { array, assert as check, double, integer, oneof, property } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AtHand, unboxed } from '#src/kernel/at-hand.ts'

const Rows = suite('kernel/at-hand')

/** Numbers that want few places: small ones, those beyond 32 bits, and the largest. */
const number = oneof(
  integer({ min: 1, max: 40 }),
  integer({ min: 1, max: 40 }).map((low) => 9 * 2 ** 32 + low),
  integer({ min: Number.MAX_SAFE_INTEGER - 20, max: Number.MAX_SAFE_INTEGER }),
)

/** What is placed is placed last of those whose lowest bit it shares; it begins with when, and who. */
function placeAll(rows: AtHand, numbers: readonly number[]): Map<number, number> {
  const sets = [new Map<number, number>(), new Map<number, number>()] as const
  for (const [n, placed] of numbers.entries()) {
    rows.fields.set([n, -placed], rows.place(placed))
    const set = sets[placed % 2 === 0 ? 0 : 1].set(placed, n)
    const [eldest] = set.keys()
    if (set.size > 4 && eldest !== undefined) set.delete(eldest)
  }
  return new Map([...sets[0], ...sets[1]])
}

Rows('has the four last placed of those that want the same places', () => {
  void check(
    property(array(number), (numbers) => {
      const rows = new AtHand(8, 2)
      const model = placeAll(rows, numbers)
      for (const asked of [...numbers, 0, 5]) {
        const n = model.get(asked)
        const at = rows.find(asked)
        assert.is(rows.has(asked), n !== undefined)
        if (n === undefined) assert.is(at, undefined)
        else assert.equal([...rows.fields.subarray(at, (at ?? 0) + 2)], [n, -asked])
      }
    }),
  )
})

Rows('has the last of numbers given in turn, as many as there is room for', () => {
  void check(
    property(integer({ min: 1, max: 2 ** 40 }), integer({ min: 0, max: 100 }), (first, more) => {
      const rows = new AtHand(16, 0)
      for (let number = first; number <= first + more; number++) rows.place(number)
      for (let number = first; number <= first + more; number++) {
        assert.is(rows.has(number), number > first + more - 16)
      }
    }),
  )
})

Rows('what was never placed is nowhere, not even zero', () => {
  const rows = new AtHand(4, 1)
  for (const number of [0, -0, 1, 4]) assert.is(rows.find(number), undefined)
})

Rows('what is read off a column is the number it was, whatever V8 makes of it', () => {
  void check(
    property(oneof(double(), number), (any) => {
      assert.equal(unboxed(any), any)
    }),
  )
})

Rows.run()

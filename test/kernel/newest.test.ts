import { array, assert as check, integer, oneof, property } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Newest } from '#src/kernel/newest.ts'

const Rows = suite('kernel/newest')

Rows("has what was last placed, until its place is another's", () => {
  const number = oneof(
    integer({ min: 1, max: 40 }),
    integer({ min: Number.MAX_SAFE_INTEGER - 20, max: Number.MAX_SAFE_INTEGER }),
  )
  void check(
    property(array(number), (numbers) => {
      const newest = new Newest(8, 2)
      const model = new Map<number, readonly [number, number]>()
      for (const [n, placed] of numbers.entries()) {
        const at = newest.place(placed)
        newest.fields[at] = n
        newest.fields[at + 1] = -placed
        model.set(placed % 8, [placed, n])
      }
      for (const asked of [...numbers, 0, 5]) {
        const [placed, n] = model.get(asked % 8) ?? []
        const at = newest.find(asked)
        if (placed !== asked) assert.is(at, undefined)
        else assert.equal([...newest.fields.subarray(at, (at ?? 0) + 2)], [n, -asked])
      }
    }),
  )
})

Rows('what was never placed is nowhere, not even zero', () => {
  const newest = new Newest(4, 1)
  for (const number of [0, -0, 1, 4]) assert.is(newest.find(number), undefined)
})

Rows.run()

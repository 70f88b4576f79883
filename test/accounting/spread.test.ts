import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { spread } from '#src/accounting/spread.ts'
import { HOUR } from '#src/kernel/clock.ts'
import { monthOf } from '#src/kernel/period.ts'

const increment = fc.record({
  until: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2030-01-01') }),
  seconds: fc.oneof(fc.nat({ max: 7200 }), fc.nat({ max: 2 ** 32 - 1 })),
  octetsIn: fc.nat({ max: 2 ** 48 }),
  octetsOut: fc.nat({ max: 2 ** 48 }),
})

const Spread = suite('accounting/spread')

Spread('cuts into whole parts that sum to exactly what was cut', () => {
  fc.assert(
    fc.property(increment, (increment) => {
      const slices = spread(increment)
      for (const field of ['seconds', 'octetsIn', 'octetsOut'] as const) {
        const parts = slices.map((slice) => slice[field])
        assert.ok(parts.every((part) => Number.isSafeInteger(part) && part >= 0))
        assert.is(
          parts.reduce((sum, part) => sum + part, 0),
          increment[field],
        )
      }
      assert.ok(
        slices.every(({ hour }, i) => hour % HOUR === 0 && hour > (slices[i - 1]?.hour ?? 0)),
      )
      assert.ok(slices.length <= 366 * 24 + 1)
    }),
  )
})

Spread('gives each hour its share of the time', () => {
  const until = Date.parse('2026-11-22T05:15:00Z')
  assert.equal(spread({ until, seconds: 3600, octetsIn: 400, octetsOut: 0 }), [
    { hour: Date.parse('2026-11-22T04:00:00Z'), seconds: 2700, octetsIn: 300, octetsOut: 0 },
    { hour: Date.parse('2026-11-22T05:00:00Z'), seconds: 900, octetsIn: 100, octetsOut: 0 },
  ])
})

Spread('splits at the end of a month in Việt Nam', () => {
  const midnight = Date.parse('2026-12-01T00:00:00+07:00')
  const slices = spread({ until: midnight + 600_000, seconds: 1200, octetsIn: 9, octetsOut: 1 })
  assert.equal(
    slices.map(({ hour, seconds, octetsIn }) => [monthOf(hour), seconds, octetsIn]),
    [
      ['2026-11', 600, 4],
      ['2026-12', 600, 5],
    ],
  )
})

Spread('puts what took no time into the hour it was said', () => {
  const until = Date.parse('2026-11-22T05:00:00Z')
  assert.equal(spread({ until, seconds: 0, octetsIn: 5, octetsOut: 6 }), [
    { hour: until, seconds: 0, octetsIn: 5, octetsOut: 6 },
  ])
})

Spread.run()

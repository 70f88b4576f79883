import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seeded } from '#src/simulator/seeded.ts'

const Seeded = suite('simulator/seeded')

Seeded('repeats itself for the same seed and differs for another', () => {
  const draws = (seed: string) => Array.from({ length: 20 }, seeded(seed).unit)
  assert.equal(draws('ha-long'), draws('ha-long'))
  assert.not.equal(draws('ha-long'), draws('cam-pha'))
})

Seeded('forks a stream that its parent’s draws do not shift', () => {
  const parent = seeded('city')
  const before = parent.fork('phone').unit()
  parent.unit()
  assert.is(parent.fork('phone').unit(), before)
})

Seeded('draws whole numbers within their bounds, both included', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: -5, max: 5 }), fc.nat(5), (seed, low, span) => {
      const { whole } = seeded(seed)
      const seen = new Set(Array.from({ length: 400 }, () => whole(low, low + span)))
      return Math.min(...seen) === low && Math.max(...seen) === low + span
    }),
    { numRuns: 20 },
  )
})

Seeded('gives as many octets as asked', () => {
  assert.is(seeded('x').entropy(17).length, 17)
})

Seeded.run()

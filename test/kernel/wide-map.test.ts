import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WideMap } from '#src/kernel/wide-map.ts'
import { seeded } from '#src/simulator/seeded.ts'

const Wide = suite('kernel/wide-map')

/** Numbers in turn, as ids are; and any there may be. */
const KEYS = [(n: number) => n, (n: number) => (n * 0x1fffffffffff) % Number.MAX_SAFE_INTEGER]

Wide('whatever is set and deleted, it says what a Map would', () => {
  for (const key of KEYS) {
    const chance = seeded('wide-map')
    const wide = new WideMap<number>()
    const truth = new Map<number, number>()
    for (let step = 0; step < 50_000; step++) {
      const one = key(chance.whole(0, 9999))
      if (chance.chance(0.6)) {
        wide.set(one, step)
        truth.set(one, step)
      } else {
        assert.is(wide.delete(one), truth.delete(one))
      }
      if (step % 20_000 === 19_999) {
        wide.clear()
        truth.clear()
      }
      const other = key(chance.whole(0, 9999))
      assert.equal([wide.get(other), wide.has(other)], [truth.get(other), truth.has(other)])
      assert.is(wide.size, truth.size)
    }
    assert.equal([...wide.keys()].sort(), [...truth.keys()].sort())
    assert.equal([...wide.values()].sort(), [...truth.values()].sort())
    assert.equal(new Map(wide.entries()), new Map([...truth].sort()))
  }
})

Wide('goes over what is there, though some of it goes and more comes meanwhile', () => {
  const wide = new WideMap<number>()
  for (let n = 0; n < 1000; n++) wide.set(n, n)
  const seen = new Set<number>()
  for (const key of wide.keys()) {
    seen.add(key)
    wide.delete(key)
    if (key < 1000) wide.set(1000 + key, key)
  }
  assert.is(wide.size + seen.size, 2000)
  for (let n = 0; n < 1000; n++) assert.ok(seen.has(n), `${n}`)
})

Wide('takes no number for a key that is none', () => {
  const wide = new WideMap<number>()
  for (const key of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => wide.set(key, 1), /whole number/)
    assert.is(wide.get(key), undefined)
  }
  assert.is(wide.size, 0)
})

Wide.run()

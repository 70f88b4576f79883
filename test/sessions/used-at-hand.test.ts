import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Day } from '#src/kernel/period.ts'
import { UsedAtHand } from '#src/sessions/used-at-hand.ts'

const Used = suite('sessions/used-at-hand')

Used('has what was last kept of each person, as of their day', () => {
  const atHand = new UsedAtHand()
  const used = (today: string, n: number) => ({
    today: today as Day,
    ...{ daySeconds: n, dayOctets: n * 2 ** 40, monthSeconds: 2 * n, monthOctets: n * 2 ** 41 },
  })
  atHand.keep(1, used('2026-11-29', 1))
  atHand.keep(2, used('2026-11-30', 2))
  atHand.keep(1, used('2026-11-30', 3))
  assert.equal(atHand.find(1), used('2026-11-30', 3))
  assert.equal(atHand.find(2), used('2026-11-30', 2))
  assert.is(atHand.find(3), undefined)
})

Used.run()

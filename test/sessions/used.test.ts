import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Day } from '#src/kernel/period.ts'
import { nothingOn, usedSoFar, withDay } from '#src/sessions/used.ts'

const TODAY = '2026-11-29' as Day
const used = (n: number) => ({ seconds: n, octets: n * 1000 })
const NOTHING = { seconds: 0, octets: 0 }

const Usage = suite('sessions/used')

Usage('today counts for the day and its month, another day of the month for that alone', () => {
  const today = withDay(nothingOn(TODAY), TODAY, used(1))
  assert.equal(usedSoFar(today), { day: used(1), month: used(1) })
  const both = withDay(today, '2026-11-01' as Day, used(2))
  assert.equal(usedSoFar(both), { day: used(1), month: used(3) })
})

Usage('a day of another month, and the same day of another year, count for neither', () => {
  for (const day of ['2026-10-29', '2026-12-01', '2025-11-29'] as Day[]) {
    const all = withDay(nothingOn(TODAY), day, used(1))
    assert.equal(usedSoFar(all), { day: NOTHING, month: NOTHING })
  }
})

Usage.run()

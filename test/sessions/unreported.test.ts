import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'
import { usedByNow } from '#src/sessions/unreported.ts'

const reported = {
  day: { seconds: 100, octets: 5 },
  month: { seconds: 1000, octets: 50 },
}
/** Midnight of the first of December in Việt Nam. */
const MIDNIGHT = Date.parse('2026-11-30T17:00:00Z')

const Unreported = suite('sessions/unreported')

Unreported('adds what each live session has run since it was last heard of', () => {
  const now = MIDNIGHT + 12 * HOUR
  const live = [
    { updatedAt: now - MINUTE },
    { updatedAt: now - 90_500 },
    { updatedAt: now + MINUTE },
  ]
  assert.equal(usedByNow(reported, live, now), {
    day: { seconds: 250, octets: 5 },
    month: { seconds: 1150, octets: 50 },
  })
  assert.equal(usedByNow(reported, [], now), reported)
})

Unreported('counts no second of yesterday today, nor of last month this month', () => {
  const first = usedByNow(reported, [{ updatedAt: MIDNIGHT - HOUR }], MIDNIGHT + MINUTE)
  assert.equal([first.day.seconds, first.month.seconds], [160, 1060])
  const second = MIDNIGHT + 24 * HOUR
  const later = usedByNow(reported, [{ updatedAt: second - HOUR }], second + MINUTE)
  assert.equal([later.day.seconds, later.month.seconds], [160, 1000 + 3660])
})

Unreported.run()

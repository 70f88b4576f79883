import { array, assert as check, integer, property } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, SECOND } from '#src/kernel/clock.ts'
import { LOGIN_LIMITS, waitFor } from '#src/login/limits.ts'
import { TRIES_MAX } from '#src/people/phone-code-store.ts'

const Limits = suite('login/limits')

Limits('never lets more happen within a stretch than its limit', () => {
  const limit = { max: 3, within: 60 * SECOND }
  const gaps = array(integer({ min: 0, max: 40 * SECOND }), { maxLength: 60 })
  void check(
    property(gaps, (waits) => {
      const sent: number[] = []
      let now = 0
      for (const gap of waits) {
        now += gap
        if (waitFor([limit], (n) => sent.at(-n), now) === 0) sent.push(now)
      }
      for (const [i, at] of sent.entries()) {
        const later = sent[i + limit.max]
        assert.ok(later === undefined || later - at >= limit.within)
      }
    }),
  )
})

Limits('tells how long until the strictest of them allows one more', () => {
  const limits = [
    { max: 1, within: 30 },
    { max: 2, within: 1000 },
  ]
  const sent = [100, 500]
  assert.is(
    waitFor(limits, (n) => sent.at(-n), 500),
    600,
  )
  assert.is(
    waitFor(limits, (n) => sent.at(-n), 1100),
    0,
  )
  assert.is(
    waitFor(limits, () => undefined, 0),
    0,
  )
})

Limits('gives a guesser of codes at most 25 tries in a million a day', () => {
  const perDay = Math.max(...LOGIN_LIMITS.codesPerNumber.map(({ max }) => max))
  assert.ok(perDay * TRIES_MAX <= 25)
})

Limits('counts nothing that a clock since set back has dated far ahead', () => {
  const limit = { max: 1, within: 60 * SECOND }
  const wait = (at: number) => waitFor([limit], () => at, 0)
  assert.is(wait(SECOND), 61 * SECOND, 'a second is a clock being trimmed')
  assert.is(wait(30 * DAY), 0)
})

Limits.run()

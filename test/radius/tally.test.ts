import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE } from '#src/kernel/clock.ts'
import { Tally } from '#src/radius/tally.ts'
import { standingClock } from '#test/house.ts'

const Tallying = suite('radius/tally')

Tallying('counts a flood whole, and logs it once a minute', () => {
  const clock = standingClock()
  const logged: unknown[] = []
  const tally = new Tally(clock, (event, fields) => logged.push([event, fields]))
  for (let i = 0; i < 1000; i++) tally.report('auth.forged', { gateway: 'ben-tau' })
  tally.count('auth.accept')
  clock.advance(MINUTE)
  tally.report('auth.forged', { gateway: 'cho-ha-long' })

  assert.equal(tally.all(), { 'auth.forged': 1001, 'auth.accept': 1 })
  assert.equal(logged, [
    ['radius.auth.forged', { gateway: 'ben-tau', count: 1 }],
    ['radius.auth.forged', { gateway: 'cho-ha-long', count: 1001 }],
  ])
})

Tallying.run()

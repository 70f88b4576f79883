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
  const auth = tally.section('auth')
  for (let i = 0; i < 1000; i++) auth.report('forged', { gateway: 'ben-tau' })
  auth.count('accept')
  clock.advance(MINUTE)
  auth.report('forged', { gateway: 'cho-ha-long' })

  assert.equal(tally.all(), { 'auth.forged': 1001, 'auth.accept': 1 })
  assert.equal(logged, [
    ['radius.auth.forged', { gateway: 'ben-tau', count: 1 }],
    ['radius.auth.forged', { gateway: 'cho-ha-long', count: 1001 }],
  ])
})

Tallying.run()

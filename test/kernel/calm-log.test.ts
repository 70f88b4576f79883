import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { calmLog } from '#src/kernel/calm-log.ts'
import { MINUTE } from '#src/kernel/clock.ts'
import { standingClock } from '#test/house.ts'

const Calm = suite('kernel/calm-log')

Calm('writes sixty lines of an event in a minute, then says how many it left out', () => {
  const clock = standingClock()
  const lines: unknown[] = []
  const log = calmLog((event, fields) => void lines.push([event, fields]), clock)

  for (let n = 0; n < 1000; n++) log('portal.redirect-refused', { reason: 'foreign-host' })
  assert.is(lines.length, 60)
  log('fleet.pushed', { outcome: 'applied' })
  assert.equal(lines.at(-1), ['fleet.pushed', { outcome: 'applied' }])

  clock.advance(MINUTE)
  log('portal.redirect-refused', { reason: 'foreign-host' })
  const told = { reason: 'foreign-host', leftOut: 940 }
  assert.equal(lines.at(-1), ['portal.redirect-refused', told])
  log('portal.redirect-refused')
  assert.equal(lines.at(-1), ['portal.redirect-refused', undefined])
})

Calm.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'
import { busyAt } from '#src/simulator/day-curve.ts'

const MIDNIGHT = Date.parse('2026-11-22T00:00:00+07:00')

const DayCurve = suite('simulator/day-curve')

DayCurve('is busiest in the evening and almost still before dawn, in Việt Nam', () => {
  assert.is(busyAt(MIDNIGHT + 18 * HOUR), 1)
  assert.ok(busyAt(MIDNIGHT + 3 * HOUR) < 0.1)
})

DayCurve('slides without a jump and never leaves (0, 1]', () => {
  for (let at = MIDNIGHT; at < MIDNIGHT + 24 * HOUR; at += MINUTE) {
    const busy = busyAt(at)
    assert.ok(busy > 0 && busy <= 1)
    assert.ok(Math.abs(busyAt(at + MINUTE) - busy) < 0.01)
  }
})

DayCurve.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { showMoment } from '#portal/moment.ts'

const Moment = suite('portal/moment')

Moment('shows the clocks of Việt Nam', () => {
  assert.is(showMoment(Date.parse('2026-12-31T17:05:00Z')), '00:05, 01/01/2027')
})

Moment.run()

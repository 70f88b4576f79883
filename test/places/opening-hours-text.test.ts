import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openingAt, WEEKDAYS } from '#src/places/opening-hours.ts'
import {
  OPENING_HOURS_EXAMPLE,
  parseOpeningHours,
  showOpeningHours,
} from '#src/places/opening-hours-text.ts'

const Text = suite('places/opening-hours-text')

Text('reads hours as people write them', () => {
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
  const hours = [
    { days: weekdays, from: '07:00', to: '11:30' },
    { days: weekdays, from: '13:30', to: '17:00' },
    { days: ['sat'], from: '08:00', to: '12:00' },
  ]
  assert.equal(parseOpeningHours(OPENING_HOURS_EXAMPLE), hours)
  assert.equal(parseOpeningHours('T2 – T6 7:00–11:30, 13:30–17:00\nT7 8:00-12:00'), hours)
  assert.equal(parseOpeningHours('daily 00:00-24:00')?.[0]?.days.length, 7)
  assert.equal(parseOpeningHours('CN,mon,T4 18:00-02:00'), [
    { days: ['mon', 'wed', 'sun'], from: '18:00', to: '02:00' },
  ])
  assert.equal(parseOpeningHours('sat-mon 1:05-2:05')?.[0]?.days, ['mon', 'sat', 'sun'])
})

Text('takes nothing that it does not understand whole', () => {
  const wrong = ['', ';', 'mon', '07:00-11:00', 'mon 7-11', 'mon 07:00-25:00', 'mon 24:00-25:00']
  const half = ['mon 07:00-11:00; xyz 08:00-09:00', 'mon-tue-wed 07:00-08:00', 'T1 07:00-08:00']
  for (const text of [...wrong, ...half, 'mon 07:00-11:00,', `mon 07:00-08:00${' '.repeat(999)}`])
    assert.is(parseOpeningHours(text), undefined, text)
})

const time = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
const span = fc.record({
  days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
  from: time,
  to: fc.oneof(time, fc.constant('24:00')),
})

Text('writes what it reads again', () => {
  const times = fc.integer({ min: 0, max: 14 * 24 * 60 })
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 5 }), times, (hours, minute) => {
      const again = parseOpeningHours(showOpeningHours(hours))
      assert.ok(again)
      const at = Date.parse('2026-11-16T00:00:00+07:00') + minute * 60_000
      assert.equal(openingAt(again, at), openingAt(hours, at))
    }),
  )
})

Text('names days as its reader does', () => {
  const hours = parseOpeningHours('mon-wed,fri 07:00-08:00') ?? []
  assert.is(showOpeningHours(hours), 'mon-wed,fri 07:00-08:00')
  assert.is(
    showOpeningHours(hours, (day) => day.toUpperCase()),
    'MON-WED,FRI 07:00-08:00',
  )
})

Text.run()

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type HoursTyped, hoursByDays, hoursTyped, readHours } from '#src/admin/opening-hours.ts'
import { type OpeningHours, WEEKDAYS } from '#src/places/opening-hours.ts'

const NEVER: HoursTyped = { mon: '', tue: '', wed: '', thu: '', fri: '', sat: '', sun: '' }
const clock = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
const span = fc.record({ from: clock, to: fc.oneof(clock, fc.constant('24:00')) })

const Hours = suite('admin/opening-hours')

Hours('gathers days that are open alike, however the times are written', () => {
  const reading = readHours({
    ...NEVER,
    mon: '7:00-22:00',
    tue: '07h00 – 22h00',
    sun: '9.00-12.30',
  })
  assert.equal(reading, {
    kind: 'hours',
    hours: [
      { days: ['mon', 'tue'], from: '07:00', to: '22:00' },
      { days: ['sun'], from: '09:00', to: '12:30' },
    ],
  })
})

Hours('takes seven empty fields for always open', () => {
  assert.equal(readHours(NEVER), { kind: 'hours', hours: undefined })
})

Hours('names every day that cannot be read', () => {
  for (const wrong of ['25:00-26:00', '07:00', '7-22', '24:00-01:00', 'a-b', '07:00-08:00-09:00']) {
    assert.equal(readHours({ ...NEVER, mon: '07:00-22:00', wed: wrong, sun: wrong }), {
      kind: 'faulty',
      days: ['wed', 'sun'],
    })
  }
})

Hours('reads back what it wrote', () => {
  const week = fc.record(
    Object.fromEntries(
      WEEKDAYS.map((day) => [
        day,
        fc.uniqueArray(span, { maxLength: 3, selector: ({ from, to }) => `${from}-${to}` }),
      ]),
    ),
  )
  fc.assert(
    fc.property(week, (spans) => {
      const typed = Object.fromEntries(
        WEEKDAYS.map((day) => [
          day,
          (spans[day] ?? []).map(({ from, to }) => `${from}-${to}`).join(', '),
        ]),
      ) as HoursTyped
      const reading = readHours(typed)
      assert.is(reading.kind, 'hours')
      const again = hoursTyped(reading.kind === 'hours' ? reading.hours : undefined)
      for (const day of WEEKDAYS) {
        assert.equal(again[day].split(', ').sort(), typed[day].split(', ').sort())
      }
    }),
  )
})

Hours('tells runs of days, closed ones too', () => {
  const hours: OpeningHours = [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '07:00', to: '11:30' },
    { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], from: '13:00', to: '22:00' },
  ]
  assert.equal(hoursByDays(hours), [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], hours: '07:00-11:30, 13:00-22:00' },
    { days: ['sat'], hours: '13:00-22:00' },
    { days: ['sun'], hours: '' },
  ])
})

Hours.run()

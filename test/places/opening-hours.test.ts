import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { MINUTE } from '#src/kernel/clock.ts'
import {
  type OpeningHours,
  openingAt,
  openingHoursSchema,
  WEEKDAYS,
} from '#src/places/opening-hours.ts'

/** On the clocks of Việt Nam; 2026-11-23 is a Monday. */
const at = (text: string) => Date.parse(`2026-11-${text}:00+07:00`)
const open = (text: string) => ({ isOpen: true, closesAt: at(text) })
const closed = (text: string) => ({ isOpen: false, opensAt: at(text) })

const OFFICE: OpeningHours = [
  { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '07:00', to: '11:30' },
  { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '13:30', to: '17:00' },
]
const BARS: OpeningHours = [{ days: ['fri', 'sun'], from: '18:00', to: '02:00' }]

const Hours = suite('places/opening-hours')

Hours('is open in each of its spans and closed between them, to the minute', () => {
  assert.equal(openingAt(OFFICE, at('23T06:59')), closed('23T07:00'))
  assert.equal(openingAt(OFFICE, at('23T07:00')), open('23T11:30'))
  assert.equal(openingAt(OFFICE, at('23T11:30') - 1), open('23T11:30'))
  assert.equal(openingAt(OFFICE, at('23T11:30')), closed('23T13:30'))
  assert.equal(openingAt(OFFICE, at('27T17:00')), closed('30T07:00'))
})

Hours('stays open past midnight, and round the end of the week', () => {
  assert.equal(openingAt(BARS, at('28T01:59')), open('28T02:00'))
  assert.equal(openingAt(BARS, at('28T02:00')), closed('29T18:00'))
  assert.equal(openingAt(BARS, at('30T00:30')), open('30T02:00'))
})

Hours('never closes where its spans leave no gap', () => {
  const always = { isOpen: true, closesAt: Number.POSITIVE_INFINITY }
  assert.equal(openingAt(undefined, at('23T12:00')), always)
  const halves: OpeningHours = [
    { days: [...WEEKDAYS], from: '00:00', to: '12:00' },
    { days: [...WEEKDAYS], from: '12:00', to: '24:00' },
  ]
  assert.equal(openingAt(halves, at('29T23:59')), always)
  const night: OpeningHours = [{ days: ['mon', 'tue'], from: '12:00', to: '12:00' }]
  assert.equal(openingAt(night, at('24T00:00')), open('25T12:00'))
})

Hours('takes only times and days that there are', () => {
  const span = { days: ['mon'], from: '07:00', to: '24:00' }
  assert.ok(v.safeParse(openingHoursSchema, [span]).success)
  for (const wrong of [[], [{ ...span, days: [] }], [{ ...span, from: '7:00' }]])
    assert.not(v.safeParse(openingHoursSchema, wrong).success)
  for (const to of ['24:01', '25:00', '12:60', 'noon'])
    assert.not(v.safeParse(openingHoursSchema, [{ ...span, to }]).success)
})

const span = fc.record({
  days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
  from: fc.nat(23).map((hour) => `${String(hour).padStart(2, '0')}:30`),
  to: fc.nat(23).map((hour) => `${String(hour).padStart(2, '0')}:15`),
})

/** The plain reading of a span, minute by minute. */
function isWithin(hours: OpeningHours, minute: number): boolean {
  return hours.some(({ days, from, to }) =>
    days.some((day) => {
      const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
      const start = WEEKDAYS.indexOf(day) * 1440 + minutes(from)
      const length = (minutes(to) - minutes(from) + 1440) % 1440 || 1440
      return (minute - start + 7 * 1440) % (7 * 1440) < length
    }),
  )
}

Hours('agrees with its spans at every minute, and changes just when it says', () => {
  const monday = at('23T00:00')
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), fc.nat(10_079), (hours, minute) => {
      const opening = openingAt(hours, monday + minute * MINUTE)
      assert.is(opening.isOpen, isWithin(hours, minute))
      const turnsAt = opening.isOpen ? opening.closesAt : opening.opensAt
      if (turnsAt === Number.POSITIVE_INFINITY) return
      const turn = (turnsAt - monday) / MINUTE
      assert.is(isWithin(hours, turn % 10_080), !opening.isOpen)
      assert.is(isWithin(hours, (turn - 1) % 10_080), opening.isOpen)
    }),
  )
})

Hours.run()

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  dayOf,
  hourOf,
  type Month,
  midnightOf,
  monthBounds,
  monthOf,
  nextMidnight,
  parseMonth,
  TIME_ZONE,
} from '#src/kernel/period.ts'

const instants = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2099-12-31') })
const local = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(TIME_ZONE)

const Periods = suite('kernel/period')

Periods('agrees with the calendar of the time zone on days and months', () => {
  fc.assert(
    fc.property(instants, (at) => {
      assert.is(dayOf(at), local(at).toPlainDate().toString())
      assert.is(monthOf(at), local(at).toPlainDate().toPlainYearMonth().toString())
      const tomorrow = local(at).toPlainDate().add({ days: 1 }).toZonedDateTime(TIME_ZONE)
      assert.is(nextMidnight(at), tomorrow.epochMilliseconds)
      assert.is(midnightOf(at), local(at).startOfDay().epochMilliseconds)
    }),
  )
})

Periods('gives every instant to exactly one month', () => {
  fc.assert(
    fc.property(instants, (at) => {
      const { from, to } = monthBounds(monthOf(at))
      assert.ok(from <= at && at < to)
      assert.is.not(monthOf(to), monthOf(at))
      assert.is(monthOf(to - 1), monthOf(at))
    }),
  )
})

Periods('never lets an hour straddle two days', () => {
  fc.assert(fc.property(instants, (at) => assert.is(dayOf(hourOf(at)), dayOf(at))))
})

Periods('rolls December into January', () => {
  assert.is(monthOf(monthBounds('2026-12' as Month).to), '2027-01')
})

Periods('reads only real months', () => {
  assert.is(parseMonth('2026-11'), '2026-11')
  for (const text of ['2026-13', '2026-00', '2026-1', '11/2026', '', undefined, 202611]) {
    assert.is(parseMonth(text), undefined)
  }
})

Periods.run()

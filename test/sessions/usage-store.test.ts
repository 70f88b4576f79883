import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dayOf } from '#src/kernel/period.ts'
import { UsageStore } from '#src/sessions/usage-store.ts'
import { openTestStore } from '#test/house.ts'

const JUST_BEFORE_MIDNIGHT = Date.parse('2026-11-22T23:59:59+07:00')

const Usage = suite('sessions/usage-store')

Usage('begins each day in Việt Nam with nothing used', () => {
  using store = openTestStore()
  const usage = new UsageStore(store.database, store.behind)
  usage.addToDay(1, dayOf(JUST_BEFORE_MIDNIGHT), { seconds: 60, octets: 1000 })
  usage.addToDay(1, dayOf(JUST_BEFORE_MIDNIGHT), { seconds: 30, octets: 500 })

  assert.equal(usage.used(1, JUST_BEFORE_MIDNIGHT).day, { seconds: 90, octets: 1500 })
  assert.equal(usage.used(1, JUST_BEFORE_MIDNIGHT + 1000).day, { seconds: 0, octets: 0 })
  assert.equal(usage.used(2, JUST_BEFORE_MIDNIGHT).day, { seconds: 0, octets: 0 })
})

Usage.run()

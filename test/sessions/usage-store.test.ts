import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY } from '#src/kernel/clock.ts'
import { dayOf, monthOf } from '#src/kernel/period.ts'
import { UsageStore } from '#src/sessions/usage-store.ts'
import { carryOut, Parts } from '#src/store/batch.ts'
import { openTestStore, writeAll } from '#test/house.ts'

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

Usage('tells the same of what waits, is on its way, and is there', () => {
  using store = openTestStore()
  const usage = new UsageStore(store.database, store.behind)
  const used = { seconds: 60, octets: 1000 }
  for (const person of [1, 2, 3, 4]) usage.addToDay(person, dayOf(JUST_BEFORE_MIDNIGHT), used)
  // Each is asked about once, since what was asked about is at hand from then on.
  const told = (person: number) => usage.used(person, JUST_BEFORE_MIDNIGHT).day
  assert.equal(told(1), used)
  const parts = new Parts(usage.leave(1))
  assert.equal(told(2), used)
  carryOut(store.database, { parts, entry: 1, after: 0, isDurable: false })
  assert.equal(told(3), used)
  usage.written()
  assert.equal(told(4), used)
})

Usage('notes who was where once: persons and devices, sites and months apart', () => {
  using store = openTestStore()
  const usage = new UsageStore(store.database, store.behind)
  const month = monthOf(JUST_BEFORE_MIDNIGHT)
  const next = monthOf(JUST_BEFORE_MIDNIGHT + 30 * DAY)
  const all = [month, next].flatMap((when) =>
    ['pier', 'market'].flatMap((site) =>
      (['person', 'device'] as const).flatMap((kind) =>
        [1, 2, 4_000_000_000].map((subject) => ({ month: when, site, kind, subject })),
      ),
    ),
  )
  const noteAll = () => {
    for (const { month, site, kind, subject } of all) usage.addPresence(month, site, kind, subject)
  }
  const leave = () => {
    const writes = [...usage.leave(1)()]
    writeAll(store.database, writes)
    usage.written()
    return writes.length
  }
  noteAll()
  noteAll()
  assert.is(leave(), all.length)
  noteAll()
  assert.is(leave(), 0, 'the database knows them all')
  assert.equal(
    store.database
      .all('SELECT month, site, kind, subject FROM presence')
      .map((row) => JSON.stringify({ ...row }))
      .sort(),
    all.map((presence) => JSON.stringify(presence)).sort(),
  )
})

Usage.run()

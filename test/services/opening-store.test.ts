import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'
import { OpeningStore } from '#src/services/opening-store.ts'
import { openTestStore } from '#test/house.ts'

const NOON = Date.parse('2026-11-22T05:00:00Z')

const Opening = suite('services/opening-store')

Opening('counts many at once, by service, site and hour', async () => {
  using store = openTestStore()
  const openings = new OpeningStore(store.database, store.commit)

  await Promise.all([
    ...Array.from({ length: 20 }, () => openings.count('1.001193', 'ben-xe', NOON + 59 * MINUTE)),
    openings.count('1.001193', 'ben-xe', NOON + HOUR),
    openings.count('1.001193', '', NOON),
    openings.count('1.000656', 'ben-xe', NOON),
  ])

  assert.equal(
    openings.between(NOON, NOON + HOUR).map(({ service, site, opens }) => [service, site, opens]),
    [
      ['1.000656', 'ben-xe', 1],
      ['1.001193', '', 1],
      ['1.001193', 'ben-xe', 20],
    ],
  )
  assert.is(openings.between(NOON + HOUR, NOON + 2 * HOUR).length, 1)
})

Opening('keeps columns that can hold no person', () => {
  using store = openTestStore()
  const columns = store.database.all<{ name: string }>(
    "SELECT name FROM pragma_table_info('service_opening')",
  )
  assert.equal(
    columns.map(({ name }) => name),
    ['service', 'site', 'hour', 'opens'],
  )
})

Opening.run()

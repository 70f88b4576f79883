import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { en } from '#src/admin/locales/en.ts'
import { vi } from '#src/admin/locales/vi.ts'
import { counterTable } from '#src/admin/radius-counters.ts'

const Counters = suite('admin/radius-counters')

Counters('puts one outcome on one row, authentication first, the largest of a group first', () => {
  const { ports, groups } = counterTable({
    'radsec.closed.idle': 4,
    'acct.recorded': 5,
    'auth.accept': 7,
    'auth.malformed.length': 1,
    'acct.malformed.length': 2,
    'auth.shed.full': 3,
  })
  assert.equal(ports, ['auth', 'acct', 'radsec'])
  assert.equal(groups, [
    {
      group: 'answered',
      rows: [
        { outcome: 'accept', counts: [7, 0, 0] },
        { outcome: 'recorded', counts: [0, 5, 0] },
      ],
    },
    { group: 'refused', rows: [{ outcome: 'malformed.length', counts: [1, 2, 0] }] },
    { group: 'lost', rows: [{ outcome: 'shed.full', counts: [3, 0, 0] }] },
    { group: 'connections', rows: [{ outcome: 'closed.idle', counts: [0, 0, 4] }] },
  ])
})

Counters('loses no outcome it does not know', () => {
  const { groups } = counterTable({ 'auth.something-new': 1, 'auth.constructor': 2 })
  assert.equal(
    groups.flatMap(({ rows }) => rows.map(({ outcome }) => outcome)),
    ['constructor', 'something-new'],
  )
})

Counters('has nothing to show before the first packet', () => {
  assert.equal(counterTable({}), { ports: [], groups: [] })
})

Counters('says every outcome in both languages', () => {
  assert.equal(Object.keys(en.radius.outcomes), Object.keys(vi.radius.outcomes))
})

Counters.run()

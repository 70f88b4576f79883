import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UnreachableStore } from '#src/enforcement/unreachable-store.ts'
import { openTestStore } from '#test/house.ts'

const Unreachables = suite('enforcement/unreachable-store')

Unreachables('keeps since when a gateway was asked in vain, and its last answer', () => {
  using store = openTestStore()
  const kept = new UnreachableStore(store.database)
  kept.put({ session: 2, gateway: 'hg-2', since: 2000, says: 'silent' })
  kept.put({ session: 1, gateway: 'hg-1', since: 1000, says: 'silent' })
  kept.put({ session: 2, gateway: 'hg-2', since: 3000, says: 'Resources-Unavailable' })
  const rows = [
    { session: 1, gateway: 'hg-1', since: 1000, says: 'silent' },
    { session: 2, gateway: 'hg-2', since: 2000, says: 'Resources-Unavailable' },
  ]
  assert.equal(kept.all(), rows)
  assert.equal(new UnreachableStore(store.database).all(), rows)

  kept.delete(1)
  assert.not(kept.has(1))
  assert.equal(new UnreachableStore(store.database).all(), rows.slice(1))
})

Unreachables.run()

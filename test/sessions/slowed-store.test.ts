import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SlowedStore } from '#src/sessions/slowed-store.ts'
import { openTestStore, writeAll } from '#test/house.ts'

const Slowed = suite('sessions/slowed-store')

Slowed('keeps which grants run slowly, once it is written', () => {
  using store = openTestStore()
  const slowed = new SlowedStore(store.database)
  slowed.add(1)
  slowed.add(2)
  assert.not(slowed.isEmpty)
  writeAll(store.database, slowed.leave()())
  assert.ok(slowed.isEmpty)
  slowed.delete(1)
  assert.not(slowed.has(1))

  assert.ok(new SlowedStore(store.database).has(1), 'what is pending is not on disk')
  writeAll(store.database, slowed.leave()())
  const again = new SlowedStore(store.database)
  assert.equal([again.has(1), again.has(2)], [false, true])
})

Slowed('forgets what is over', () => {
  using store = openTestStore()
  const slowed = new SlowedStore(store.database)
  for (const grant of [1, 2, 3]) slowed.add(grant)
  slowed.prune((grant) => grant < 3)
  writeAll(store.database, slowed.leave()())
  const again = new SlowedStore(store.database)
  assert.equal(
    [1, 2, 3].map((grant) => again.has(grant)),
    [false, false, true],
  )
})

Slowed.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HOUR } from '#src/kernel/clock.ts'
import { RefusalStore } from '#src/login/refusal-store.ts'
import { openTestStore } from '#test/house.ts'
import { macNumber } from '#test/login.ts'

function openRefusals({ database, keyring, behind, journal }: ReturnType<typeof openTestStore>) {
  const refusals = new RefusalStore(database, keyring, behind)
  behind.follow(journal, [refusals])
  return refusals
}

const Refusals = suite('login/refusal-store')

Refusals('tells the newest first, of a device, of a gateway or of all', () => {
  using store = openTestStore()
  const refusals = openRefusals(store)
  const refusal = { gateway: 'hg-1', userName: 'w-1', reason: 'used' } as const
  refusals.record({ ...refusal, at: 1 }, macNumber(1))
  refusals.record({ ...refusal, at: 2, gateway: 'hg-2' }, macNumber(1))
  refusals.record({ ...refusal, at: 3 }, undefined)

  const times = (wanted: Parameters<RefusalStore['recent']>[0]) =>
    refusals.recent(wanted).map(({ at }) => at)
  assert.equal(times({ limit: 9 }), [3, 2, 1])
  assert.equal(times({ limit: 2 }), [3, 2])
  assert.equal(times({ mac: macNumber(1), limit: 9 }), [2, 1])
  assert.equal(times({ gateway: 'hg-1', limit: 9 }), [3, 1])
  assert.equal(times({ mac: macNumber(1), gateway: 'hg-1', limit: 9 }), [1])
  assert.equal(times({ mac: macNumber(2), limit: 9 }), [])
})

Refusals('keeps a user name from the air on one short line, and no address', () => {
  using store = openTestStore()
  const refusals = openRefusals(store)
  const userName = `a\n{"level":"info"}\u202e${'x'.repeat(500)}`
  refusals.record({ at: 1, gateway: 'hg-1', userName, reason: 'unknown-user' }, macNumber(1))

  const [kept] = refusals.recent({ limit: 1 })
  assert.is(kept?.userName.length, 64)
  assert.not.match(kept?.userName ?? '', /[\n\u202e]/)
})

Refusals('lets no device fill the disk, and keeps room for the others', () => {
  using store = openTestStore()
  const refusals = openRefusals(store)
  const refusal = { gateway: 'hg-1', userName: 'w-1', reason: 'unknown-user' } as const
  for (let at = 0; at < 500; at++) {
    refusals.record({ ...refusal, at }, macNumber(1))
    refusals.record({ ...refusal, at }, undefined)
  }
  refusals.record({ ...refusal, at: 500 }, macNumber(2))
  refusals.record({ ...refusal, at: HOUR }, macNumber(1))
  assert.is(refusals.recent({ limit: 999 }).length, 50 + 50 + 1 + 1)
})

Refusals('removes what is old', () => {
  using store = openTestStore()
  const refusals = openRefusals(store)
  const refusal = { gateway: 'hg-1', userName: 'w-1', reason: 'used' } as const
  for (const at of [1, 2, 3]) refusals.record({ ...refusal, at }, undefined)
  assert.is(refusals.prune(3), 2)
  assert.equal(refusals.recent({ limit: 9 }), [{ ...refusal, at: 3 }])
})

Refusals('keeps a million at most, the newest, however many devices are made up', () => {
  using store = openTestStore()
  const refusals = openRefusals(store)
  const refusal = { gateway: 'hg-1', userName: 'w-1', reason: 'used' } as const
  for (const at of [1, 2, 3]) refusals.record({ ...refusal, at }, macNumber(at))
  assert.is(refusals.countSince(0), 3)
  store.database.run('UPDATE refusal SET id = id + 999999 WHERE at = 3')
  assert.is(refusals.prune(0), 2)
  assert.equal(refusals.recent({ limit: 9 }), [{ ...refusal, at: 3 }])
})

Refusals.run()

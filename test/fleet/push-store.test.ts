import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LEASE_MS, PushStore } from '#src/fleet/push-store.ts'
import { openTestStore } from '#test/house.ts'

const steps = [{ line: '+ /radius phu-song/radius', state: 'waiting' }] as const

function started(store: PushStore, gateway: string, now: number): number {
  const start = store.start(gateway, 'lan', now)
  assert.is(start.kind, 'started')
  return start.kind === 'started' ? start.id : 0
}

const Store = suite('fleet/push-store')

Store('gives one lease a gateway, and others their own', () => {
  using house = openTestStore()
  const store = new PushStore(house.database)
  const id = started(store, 'gw-1', 1000)
  const second = store.start('gw-1', 'minh', 2000)
  assert.is(second.kind === 'busy' && second.by.id, id)
  started(store, 'gw-2', 2000)
})

Store('keeps a lease that is renewed, and closes one that is not as unknown', () => {
  using house = openTestStore()
  const store = new PushStore(house.database)
  const id = started(store, 'gw-1', 0)
  assert.ok(store.renew(id, LEASE_MS - 1))
  assert.is(store.start('gw-1', 'minh', LEASE_MS).kind, 'busy')
  assert.is(store.start('gw-1', 'minh', 2 * LEASE_MS).kind, 'started')
  assert.is(store.find(id)?.outcome, 'unknown')
  assert.not(store.renew(id, 2 * LEASE_MS), 'what was closed stays closed')
})

Store('remembers how far a push came and how it ended, newest first', () => {
  using house = openTestStore()
  const store = new PushStore(house.database)
  const first = started(store, 'gw-1', 0)
  store.progress(first, steps, 10)
  assert.equal(store.find(first)?.steps, steps)
  assert.is(store.find(first)?.finishedAt, undefined)
  store.finish(first, { outcome: 'applied', says: 'done', steps }, 20)
  const second = started(store, 'gw-1', 30)
  started(store, 'gw-2', 40)

  assert.equal(
    store.recent(10, 'gw-1').map(({ id }) => id),
    [second, first],
  )
  assert.is(store.recent(2).length, 2)
  assert.equal(store.find(first), {
    id: first,
    gateway: 'gw-1',
    actor: 'lan',
    startedAt: 0,
    finishedAt: 20,
    outcome: 'applied',
    says: 'done',
    steps,
  })
})

Store.run()

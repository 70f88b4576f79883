import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GatewayWordStore } from '#src/gateways/word-store.ts'
import { DAY, MINUTE, SECOND } from '#src/kernel/clock.ts'
import { openTestStore, standingClock } from '#test/house.ts'

const Words = suite('gateways/word-store')

Words('remembers across a restart when each was last heard', async () => {
  using store = openTestStore()
  const clock = standingClock(MINUTE)
  const words = new GatewayWordStore(store.database, { ...store, clock })
  words.heard('a')
  clock.advance(SECOND)
  words.heard('b')
  clock.advance(MINUTE)
  words.heard('a')
  await store.commit.run(() => undefined)

  const again = new GatewayWordStore(store.database, { ...store, clock }).all()
  assert.equal(
    [...again],
    [
      ['a', 2 * MINUTE + SECOND],
      ['b', MINUTE + SECOND],
    ],
  )
})

Words('writes once in half a minute however often a gateway speaks', async () => {
  using store = openTestStore()
  const clock = standingClock(MINUTE)
  let turns = 0
  const commit = { run: (work: () => unknown) => Promise.resolve(work()).then(() => turns++) }
  const words = new GatewayWordStore(store.database, { commit: commit as never, clock })
  for (let i = 0; i < 1000; i++) {
    words.heard('a')
    clock.advance(100)
  }
  await Promise.resolve()
  assert.is(turns, 4)
})

Words('believes a clock that was set back', async () => {
  using store = openTestStore()
  const clock = standingClock(30 * DAY)
  const words = new GatewayWordStore(store.database, { ...store, clock })
  const heard = async () => {
    words.heard('a')
    await store.commit.run(() => undefined)
    return words.all().get('a')
  }
  assert.is(await heard(), 30 * DAY)
  clock.advance(-29 * DAY)
  assert.is(await heard(), DAY)
})

Words.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE, SECOND } from '#src/kernel/clock.ts'
import type { Epoch } from '#src/sessions/epoch.ts'
import { LiveSessions } from '#src/sessions/live-sessions.ts'
import { SessionStore } from '#src/sessions/session-store.ts'
import { draft, type EpochDraft } from '#test/epoch.ts'
import { openTestStore, standingClock } from '#test/house.ts'
import { NOON } from '#test/ledger.ts'

const NEAR_MS = 90 * SECOND

function openLive() {
  const store = openTestStore()
  const ticks = standingClock(0)
  const sessions = new SessionStore(store.database, store.behind)
  const open = () => new LiveSessions(sessions, NEAR_MS, ticks)
  const live = open()
  store.behind.follow(store.journal, [live])
  const settle = () => store.behind.settle()
  /** Somebody's, with its words. */
  const add = (epoch: Partial<EpochDraft>, words: string, near: readonly Epoch[] = []) => {
    const added = { ...draft({ person: 1, ...epoch }), id: live.nextId() }
    live.add(added, words, near)
    return added
  }
  return {
    ticks,
    sessions,
    live,
    open,
    settle,
    add,
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

const Live = suite('sessions/live-sessions')

Live('is what the database says once it is settled, and knows it again after a restart', () => {
  using town = openLive()
  const { add, live, sessions } = town
  const first = add({}, 'start\n')
  const second = add({ acctSessionId: '2', person: 2 }, 'start\n')
  live.change(first, { ...first, octetsIn: 5, updatedAt: NOON + MINUTE }, 'interim\n')
  const ended = { ...second, stoppedAt: NOON, stopCause: 'User-Request' }
  live.change(second, ended, 'stop\n')
  town.settle()

  assert.equal(sessions.find(1), live.find(1))
  assert.equal(sessions.find(2), ended)
  assert.is(sessions.wordsOf(1), 'start\ninterim\n')
  assert.is(live.find(2), undefined, 'ended and written: let go')
  assert.equal([...town.open()], [...live])
})

Live('knows what a person and a gateway have open', () => {
  using town = openLive()
  const { add, live } = town
  add({ startedAt: NOON + 5 }, '')
  add({ gateway: 'gw-2' }, '')
  const over = add({ acctSessionId: '3' }, '')
  live.change(over, { ...over, stoppedAt: NOON }, '')
  assert.equal(
    live.ofPerson(1).map(({ id }) => id),
    [2, 1],
  )
  assert.equal(
    live.ofGateway('gw-1').map(({ id }) => id),
    [1],
  )
})

Live('knows what a gateway has open, whoever of it goes first', () => {
  using town = openLive()
  const { add, live } = town
  const all = Array.from({ length: 6 }, (_, n) => add({ acctSessionId: `${n}` }, ''))
  for (const going of [0, 5, 2]) {
    const epoch = all[going] as Epoch
    live.change(epoch, { ...epoch, stoppedAt: NOON }, '')
    town.settle()
  }
  const idsOf = (gateway: string) => live.ofGateway(gateway).map(({ id }) => id)
  assert.equal(idsOf('gw-1').sort(), [2, 4, 5])
  assert.equal(idsOf('gw-2'), [])
})

Live('tells apart what goes by names that are the same end to end', () => {
  using town = openLive()
  const { add, live } = town
  add({ gateway: 'gw-1', acctSessionId: '23' }, '')
  const other = add({ gateway: 'gw-12', acctSessionId: '3' }, '')
  const near = (gateway: string, id: string) =>
    live.near(gateway, id, NOON).map((epoch) => epoch.id)
  assert.equal([near('gw-1', '23'), near('gw-12', '3')], [[1], [2]])
  live.change(other, { ...other, stoppedAt: NOON }, '')
  town.settle()
  assert.is(live.find(2), undefined)
  assert.equal(near('gw-1', '23'), [1])
})

Live('compares a word with everything of its id that began near it, settled or not', () => {
  using town = openLive()
  const { add, live } = town
  const near = (at: number) => live.near('gw-1', '80000001', at).map(({ id }) => id)
  const old = add({}, 'a\n')
  live.change(old, { ...old, stoppedAt: NOON }, 'b\n')
  town.settle()
  assert.is(live.find(1), undefined)
  assert.equal(near(NOON + MINUTE), [1], 'read from the database')

  const begin = NOON + 100 * SECOND
  add({ startedAt: begin, grant: 2 }, 'c\n', live.near('gw-1', '80000001', begin))
  town.settle()
  assert.equal(near(NOON + 30 * SECOND).sort(), [1, 2], 'held beside the live one')
  const restarted = town.open()
  assert.equal(
    restarted
      .near('gw-1', '80000001', NOON + 30 * SECOND)
      .map(({ id }) => id)
      .sort(),
    [1, 2],
  )
})

Live('tells for how long each has been silent, whatever the time of day', () => {
  using town = openLive()
  const { add, live, ticks } = town
  const first = add({}, 'start\n')
  ticks.advance(MINUTE)
  const second = add({ acctSessionId: '2' }, 'start\n')
  ticks.advance(MINUTE)
  const silent = () => [first, second].map(({ id }) => live.silentMs(id))
  assert.equal(silent(), [2 * MINUTE, MINUTE])
  live.change(first, { ...first, octetsIn: 1 }, 'interim\n')
  assert.equal(silent(), [0, MINUTE])
})

Live.run()

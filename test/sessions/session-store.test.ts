import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { insertOf, updateOf } from '#src/sessions/epoch.ts'
import { SessionStore } from '#src/sessions/session-store.ts'
import { draft, type EpochDraft } from '#test/epoch.ts'
import { openTestStore, writeAll } from '#test/house.ts'
import { NOON } from '#test/ledger.ts'

/** Sessions numbered in turn, each with one word. */
function openSessions({ database, behind }: ReturnType<typeof openTestStore>) {
  const sessions = new SessionStore(database, behind)
  const add = (epoch: EpochDraft) => {
    const id = sessions.lastId() + 1
    writeAll(database, [insertOf({ ...epoch, id }, 'a word\n')])
    return id
  }
  return Object.assign(sessions, { add })
}

const SessionStoreSuite = suite('sessions/session-store')

SessionStoreSuite('gives back what it was given', () => {
  using store = openTestStore()
  const sessions = openSessions(store)
  const whole = draft({
    grant: 7,
    person: 70,
    device: 700,
    framedIp: '10.5.50.9',
    stoppedAt: NOON + 1,
    stopCause: 'Idle-Timeout',
    octetsOut: 5_000_000_000,
    isStopInferred: true,
  })
  for (const epoch of [whole, draft()]) {
    const id = sessions.add(epoch)
    assert.equal(sessions.find(id), { ...epoch, id })
  }
  assert.is(sessions.find(99), undefined)
  assert.is(sessions.ofGrant(7)?.device, 700)
})

SessionStoreSuite('pages live sessions, newest first, each once while others come and go', () => {
  using store = openTestStore()
  const sessions = openSessions(store)
  for (let i = 0; i < 5; i++) {
    sessions.add(draft({ gateway: `gw-${i % 2}`, site: i < 3 ? 'bai-chay' : 'tuan-chau' }))
  }
  sessions.add(draft({ stoppedAt: NOON }))

  const first = sessions.live({ limit: 2 }).map(({ id }) => id)
  sessions.add(draft({ gateway: 'gw-9' }))
  const second = sessions.live({ after: first.at(-1) ?? 0, limit: 9 }).map(({ id }) => id)
  assert.equal(
    [first, second],
    [
      [5, 4],
      [3, 2, 1],
    ],
  )
  assert.equal(
    sessions.live({ gateway: 'gw-1', site: 'bai-chay', limit: 9 }).map(({ id }) => id),
    [2],
  )
  assert.is(sessions.countLive(), 6)
  assert.equal([...sessions.countLiveByGateway()].sort(), [
    ['gw-0', 3],
    ['gw-1', 2],
    ['gw-9', 1],
  ])
})

SessionStoreSuite('finds what a person has open and had', () => {
  using store = openTestStore()
  const sessions = openSessions(store)
  sessions.add(draft({ person: 1, startedAt: NOON }))
  sessions.add(draft({ person: 1, startedAt: NOON - 5, stoppedAt: NOON }))
  sessions.add(draft({ person: 2 }))

  assert.equal(
    sessions.liveOfPerson(1).map(({ id }) => id),
    [1],
  )
  assert.equal(
    sessions.ofPerson(1, 10).map(({ id }) => id),
    [1, 2],
  )
})

SessionStoreSuite('replaces what was known, its end and its owner too', () => {
  using store = openTestStore()
  const sessions = openSessions(store)
  sessions.add(draft())
  const [before] = sessions.epochs('gw-1', '80000001')
  assert.ok(before)
  const after = {
    ...before,
    grant: 7,
    person: 70,
    device: 700,
    startedAt: NOON - 1000,
    updatedAt: NOON + 1000,
    stoppedAt: NOON + 1000,
    stopCause: 'User-Request',
    seconds: 2,
    octetsIn: 3,
    octetsOut: 4,
  }
  writeAll(store.database, [updateOf(before, after, 'another\n')])
  assert.is(sessions.wordsOf(before.id), 'a word\nanother\n')
  assert.equal(sessions.find(before.id), after)
})

SessionStoreSuite('an end that was concluded leaves all that was heard as it is', () => {
  using store = openTestStore()
  const sessions = new SessionStore(store.database, store.behind)
  const before = { ...draft({ seconds: 60, octetsIn: 5, octetsOut: 6 }), id: 1 }
  writeAll(store.database, [insertOf(before, 'a word\n')])

  const end = { stoppedAt: before.updatedAt, stopCause: 'NAS-Reboot', isStopInferred: true }
  const after = { ...before, ...end }
  const close = updateOf(before, after, '')
  assert.is(close.length, 5, 'short: thousands are written at once')
  writeAll(store.database, [close])
  assert.is(sessions.wordsOf(1), 'a word\n')
  assert.equal(sessions.find(1), after)
})

SessionStoreSuite.run()

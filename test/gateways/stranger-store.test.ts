import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { StrangerStore } from '#src/gateways/stranger-store.ts'
import { DAY, MINUTE, SECOND } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { openTestStore, standingClock } from '#test/house.ts'
import { knock } from '#test/knock.ts'

const PACKET = knock([['NAS-Identifier', 'ben-cang-2']])
const GATEWAY = '10.9.0.2' as Ip
const forged = (i: number) => `172.16.${i >> 8}.${i & 0xff}` as Ip

function open() {
  const store = openTestStore()
  const clock = standingClock()
  const strangers = new StrangerStore(store.database, { ...store, clock })
  return {
    ...store,
    clock,
    strangers,
    /** All that was queued is on disk. */
    settled: () => store.commit.run(() => undefined),
  }
}

const Strangers = suite('gateways/stranger-store')

Strangers('keeps who knocked, how often, from when to when', async () => {
  using house = open()
  const { strangers, clock } = house
  strangers.note(GATEWAY, 'auth', PACKET)
  clock.advance(SECOND)
  strangers.note(GATEWAY, 'auth', PACKET)
  clock.advance(MINUTE)
  strangers.note(GATEWAY, 'acct', PACKET)
  await house.settled()
  assert.equal(new StrangerStore(house.database, house).all(), [
    {
      address: GATEWAY,
      auth: 2,
      acct: 1,
      firstHeardAt: clock() - MINUTE - SECOND,
      lastHeardAt: clock(),
      claims: {
        nasIdentifier: 'ben-cang-2',
        nasAddress: undefined,
        calledStation: undefined,
        make: undefined,
      },
      isRadius: true,
      isIgnored: false,
    },
  ])
})

Strangers('tells a scanner from a gateway, and keeps the best a stranger said', async () => {
  using house = open()
  house.strangers.note(forged(1), 'auth', Buffer.from('hello'))
  house.strangers.note(GATEWAY, 'auth', PACKET)
  house.clock.advance(MINUTE)
  house.strangers.note(GATEWAY, 'auth', Buffer.from('hello'))
  await house.settled()
  const [gateway, scanner] = house.strangers.all()
  assert.is(gateway?.isRadius, true)
  assert.is(gateway?.claims.nasIdentifier, 'ben-cang-2')
  assert.is(scanner?.isRadius, false)
})

Strangers('writes once in half a minute however often one knocks', async () => {
  using store = openTestStore()
  const clock = standingClock()
  let turns = 0
  const commit = { run: (work: () => unknown) => Promise.resolve(work()).then(() => turns++) }
  const strangers = new StrangerStore(store.database, { commit: commit as never, clock })
  for (let i = 0; i < 1000; i++) {
    strangers.note(GATEWAY, 'auth', PACKET)
    clock.advance(100)
  }
  await Promise.resolve()
  assert.is(turns, 4)
})

Strangers('a flood from forged addresses costs so many rows and writes and no more', async () => {
  using house = open()
  let writes = 0
  const commit = {
    run: <T>(work: () => T) => {
      writes++
      return house.commit.run(work)
    },
  }
  const strangers = new StrangerStore(house.database, { ...house, commit: commit as never })
  for (let i = 0; i < 3000; i++) {
    strangers.note(forged(i), 'auth', PACKET)
    if (i % 10 === 0) house.clock.advance(SECOND / 10)
  }
  await house.settled()
  assert.ok(writes <= 400, String(writes))
  assert.is(strangers.all().length, 200)
})

Strangers('a gateway that keeps trying stays through such a flood', async () => {
  using house = open()
  const { strangers, clock } = house
  for (let i = 0; i < 2000; i++) {
    if (i % 100 === 0) strangers.note(GATEWAY, 'auth', PACKET)
    strangers.note(forged(i), 'auth', PACKET)
    clock.advance(SECOND)
    if (i % 50 === 0) await house.settled()
  }
  await house.settled()
  const kept = strangers.all().find(({ address }) => address === GATEWAY)
  assert.is(kept?.auth, 20)
})

Strangers('puts one aside and back, and counts on meanwhile', async () => {
  using house = open()
  const { strangers, clock } = house
  strangers.note(GATEWAY, 'auth', PACKET)
  await house.settled()
  assert.is(strangers.ignore(GATEWAY, true), true)
  assert.is(strangers.ignore(GATEWAY, true), false)
  assert.is(strangers.ignore(forged(1), true), false)
  clock.advance(MINUTE)
  strangers.note(GATEWAY, 'auth', PACKET)
  await house.settled()
  assert.is(strangers.all()[0]?.isIgnored, true)
  assert.is(strangers.all()[0]?.auth, 2)
  assert.is(strangers.ignore(GATEWAY, false), true)
  assert.is(strangers.all()[0]?.isIgnored, false)
})

Strangers('forgets who fell silent a week ago', async () => {
  using house = open()
  house.strangers.note(forged(1), 'auth', PACKET)
  house.clock.advance(4 * DAY)
  house.strangers.note(forged(2), 'auth', PACKET)
  await house.settled()
  house.clock.advance(4 * DAY)
  house.strangers.tidy()
  assert.equal(
    house.strangers.all().map(({ address }) => address),
    [forged(2)],
  )
})

Strangers('a disk that refuses loses no count', async () => {
  using store = openTestStore()
  const clock = standingClock()
  let isFull = true
  const commit = {
    run: async (work: () => unknown) => {
      if (isFull) throw new Error('disk full')
      return work()
    },
  }
  const strangers = new StrangerStore(store.database, { commit: commit as never, clock })
  strangers.note(GATEWAY, 'auth', PACKET)
  await Promise.resolve()
  await Promise.resolve()
  isFull = false
  strangers.note(GATEWAY, 'auth', PACKET)
  await Promise.resolve()
  assert.is(strangers.all()[0]?.auth, 2)
})

Strangers.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mac } from '#src/kernel/mac.ts'
import { parseMac } from '#src/kernel/mac.ts'
import { AlarmStore } from '#src/people/alarm-store.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import { openTestStore } from '#test/house.ts'

function openAlarms() {
  const store = openTestStore()
  const people = new PeopleStore(store.database, store.keyring)
  const person = people.newPerson({ version: '2026-11', at: 1 })
  const device = (n: number) => people.seeDevice(parseMac(`02000000000${n}`) as Mac, person, 1)
  return {
    devices: [device(1), device(2)] as [number, number],
    alarms: new AlarmStore(store.database),
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

const Alarms = suite('people/alarm-store')

Alarms('tells of a device once until it is settled, the newest first', () => {
  using city = openAlarms()
  const { alarms } = city
  const [first, second] = city.devices
  const places = { gateway: 'b', elsewhere: 'a' }
  alarms.raise({ device: first, at: 10, ...places })
  alarms.raise({ device: first, at: 11, ...places })
  alarms.raise({ device: second, at: 12, ...places })
  alarms.settle(first, 20)
  alarms.raise({ device: first, at: 30, ...places })
  assert.equal(
    alarms.recent(9).map(({ device, at, settledAt }) => [device, at, settledAt]),
    [
      [first, 30, undefined],
      [second, 12, undefined],
      [first, 10, 20],
    ],
  )
  assert.equal(
    alarms.recent(1).map(({ at }) => at),
    [30],
  )
  assert.equal([alarms.isOpen(first), alarms.isOpen(second)], [true, true])
})

Alarms('forgets what is settled and old, and nothing that is open', () => {
  using city = openAlarms()
  const { alarms } = city
  const [first, second] = city.devices
  const places = { gateway: 'b', elsewhere: 'a' }
  alarms.raise({ device: first, at: 10, ...places })
  alarms.settle(first, 20)
  alarms.raise({ device: second, at: 10, ...places })
  alarms.prune(10)
  assert.is(alarms.recent(9).length, 2)
  alarms.prune(11)
  assert.equal(
    alarms.recent(9).map(({ device }) => device),
    [second],
  )
})

Alarms.run()

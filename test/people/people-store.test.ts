import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY } from '#src/kernel/clock.ts'
import { type Mac, parseMac } from '#src/kernel/mac.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import { openTestStore } from '#test/house.ts'

const noon = Date.parse('2026-11-22T05:00:00Z')
const lan = parsePhone('0912 345 678') as Phone
const mac = parseMac('5c:1d:d9:20:a0:c1') as Mac
const consent = { version: '2026-11', at: noon }

function open() {
  const store = openTestStore()
  return {
    ...store,
    people: new PeopleStore(store.database, store.keyring),
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

const People = suite('people/people-store')

People('knows a number again, and what its owner agreed to last', () => {
  using store = open()
  const first = store.people.personOfPhone(lan, consent)
  const again = store.people.personOfPhone(lan, { version: '2027-01', at: noon + DAY })

  assert.is(again, first)
  const row = store.database.get<{ consent_version: string; consent_at: number }>(
    'SELECT consent_version, consent_at FROM person WHERE id = ?',
    first,
  )
  assert.equal({ ...row }, { consent_version: '2027-01', consent_at: noon + DAY })
})

People('tells two people known only by vouchers apart', () => {
  using store = open()
  assert.is.not(store.people.newPerson(consent), store.people.newPerson(consent))
})

People('opens a number and an address with the key', () => {
  using store = open()
  const person = store.people.personOfPhone(lan, consent)
  const device = store.people.seeDevice(mac, person, noon)

  assert.is(store.people.phoneOf(person), lan)
  assert.is(store.people.macOf(device), mac)
  assert.is(store.people.phoneOf(store.people.newPerson(consent)), undefined)
  assert.is(store.people.macOf(99), undefined)
})

People('writes neither a number nor an address in the clear', () => {
  using store = open()
  store.people.seeDevice(mac, store.people.personOfPhone(lan, consent), noon)

  for (const table of ['person', 'device']) {
    for (const row of store.database.all(`SELECT * FROM ${table}`)) {
      const text = Object.values(row)
        .map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
        )
        .join(' ')
      assert.not.match(text, /912345678|5c:?1d:?d9/i)
    }
  }
})

People('does not know a device that never signed in', () => {
  using store = open()
  assert.is(store.people.deviceOf(mac), undefined)
})

People('remembers a device for its own person only', () => {
  using store = open()
  const [a, b] = [store.people.newPerson(consent), store.people.newPerson(consent)]
  const device = store.people.seeDevice(mac, a, noon)
  assert.equal(store.people.deviceOf(mac), {
    id: device,
    person: a,
    rememberedUntil: 0,
    signedOutUntil: 0,
  })

  store.people.remember(device, b, noon + DAY)
  assert.is(store.people.deviceOf(mac)?.rememberedUntil, 0)
  store.people.remember(device, a, noon + DAY)
  assert.is(store.people.deviceOf(mac)?.rememberedUntil, noon + DAY)
  store.people.seeDevice(mac, a, noon + 1)
  assert.is(store.people.deviceOf(mac)?.rememberedUntil, noon + DAY)
})

People('forgets what a device was remembered for when it changes hands', () => {
  using store = open()
  const [a, b] = [store.people.newPerson(consent), store.people.newPerson(consent)]
  const device = store.people.seeDevice(mac, a, noon)
  store.people.remember(device, a, noon + DAY)

  assert.is(store.people.seeDevice(mac, b, noon + 1), device)
  assert.equal(store.people.deviceOf(mac), {
    id: device,
    person: b,
    rememberedUntil: 0,
    signedOutUntil: 0,
  })
})

People('erases a person so that number and device are strangers again', () => {
  using store = open()
  const person = store.people.personOfPhone(lan, consent)
  const device = store.people.seeDevice(mac, person, noon)

  store.people.forget(person)

  assert.is(store.people.phoneOf(person), undefined)
  assert.is(store.people.macOf(device), undefined)
  assert.is(store.people.deviceOf(mac), undefined)
  assert.is.not(store.people.personOfPhone(lan, consent), person)
})

People('remembers nobody on a device, or on any of a person’s, once told so', () => {
  using store = open()
  const { people } = store
  const [a, b] = [people.newPerson(consent), people.newPerson(consent)]
  const macs = [1, 2, 3].map((n) => parseMac(`02000000000${n}`) as Mac)
  const devices = macs.map((mac, n) => people.seeDevice(mac, n === 2 ? b : a, noon))
  for (const [n, device] of devices.entries()) people.remember(device, n === 2 ? b : a, noon + DAY)
  const until = () => macs.map((mac) => people.deviceOf(mac)?.rememberedUntil)

  people.revokeDevice(devices[0] ?? 0)
  assert.equal(until(), [0, noon + DAY, noon + DAY])
  assert.is(people.revokeDevices(a, noon), 1)
  assert.equal(until(), [0, 0, noon + DAY])
  assert.is(people.revokeDevices(a, noon), 0)
})

People('keeps a device out by its address until then, or until somebody signs in on it', () => {
  using store = open()
  const person = store.people.newPerson(consent)
  const device = store.people.seeDevice(mac, person, noon)
  store.people.signOut(device, noon + DAY)
  assert.is(store.people.deviceOf(mac)?.signedOutUntil, noon + DAY)
  store.people.seeDevice(mac, person, noon + 1)
  assert.is(store.people.deviceOf(mac)?.signedOutUntil, 0)
})

People('takes consent anew from somebody known', () => {
  using store = open()
  const person = store.people.newPerson(consent)
  store.people.agree(person, { version: '2027-01', at: noon + 5 })
  const row = store.database.get<{ consent_at: number }>('SELECT consent_at FROM person')
  assert.is(row?.consent_at, noon + 5)
})

People.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, MINUTE } from '#src/kernel/clock.ts'
import { type Mac, parseMac } from '#src/kernel/mac.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { PhoneCodeStore, TRIES_MAX } from '#src/people/phone-code-store.ts'
import { openTestStore } from '#test/house.ts'

const noon = Date.parse('2026-11-22T05:00:00Z')
const phone = parsePhone('0912345678') as Phone
const mac = parseMac('5c:1d:d9:20:a0:c1') as Mac
const other = parseMac('5c:1d:d9:20:a0:c2') as Mac
const holder = { phone, mac }

function open() {
  const store = openTestStore()
  const codes = new PhoneCodeStore(store.database, store.keyring)
  const add = (at: number, code = '123456', who = holder, visit = 'v', gateway = 'g') =>
    codes.add(who, { code, visit, gateway, at, expiresAt: at + 10 * MINUTE })
  return { ...store, codes, add, [Symbol.dispose]: () => store[Symbol.dispose]() }
}

const Codes = suite('people/phone-code-store')

Codes('takes the right code once', () => {
  using store = open()
  store.add(noon)
  assert.equal(store.codes.attempt(holder, '123456', noon + 1), { kind: 'right' })
  assert.equal(store.codes.attempt(holder, '123456', noon + 2), { kind: 'expired' })
})

Codes('counts down, and does not take the right code after the last try', () => {
  using store = open()
  store.add(noon)
  for (let left = TRIES_MAX - 1; left >= 0; left--) {
    const trial = store.codes.attempt(holder, '000000', noon)
    assert.equal(trial, { kind: 'wrong', triesLeft: left })
  }
  assert.equal(store.codes.attempt(holder, '123456', noon), { kind: 'expired' })
})

Codes('takes a code for ten minutes', () => {
  using store = open()
  store.add(noon)
  assert.is(store.codes.attempt(holder, '123456', noon + 10 * MINUTE).kind, 'expired')
  assert.is(store.codes.attempt(holder, '123456', noon + 10 * MINUTE - 1).kind, 'right')
})

Codes('takes a code only on the device that asked for it', () => {
  using store = open()
  store.add(noon)
  assert.is(store.codes.attempt({ phone, mac: other }, '123456', noon).kind, 'expired')
  assert.is(store.codes.attempt(holder, '123456', noon).kind, 'right')
})

Codes('lets nobody spend the tries of another device', () => {
  using store = open()
  store.add(noon)
  store.add(noon + 1, '654321', { phone, mac: other })
  for (let i = 0; i < 9; i++) store.codes.attempt({ phone, mac: other }, '123456', noon + 2)
  assert.is(store.codes.attempt(holder, '123456', noon + 2).kind, 'right')
})

Codes('takes only the newest code of a device', () => {
  using store = open()
  store.add(noon, '111111')
  store.add(noon + MINUTE, '222222')
  assert.is(store.codes.attempt(holder, '111111', noon + MINUTE).kind, 'wrong')
  assert.is(store.codes.attempt(holder, '222222', noon + MINUTE).kind, 'right')
})

Codes('knows no code that never left, and still counts it', () => {
  using store = open()
  store.codes.withdraw(store.add(noon), noon)
  assert.is(store.codes.liveSince(holder, noon), undefined)
  assert.is(store.codes.nthNewest({ by: 'phone', value: phone }, 1), noon)
})

Codes('tells when the nth newest was sent, by number, device, visit, gateway and city', () => {
  using store = open()
  const lanTwo = { phone: parsePhone('0987654321') as Phone, mac }
  store.add(noon, '1', holder, 'v1', 'g1')
  store.add(noon + 1, '1', holder, 'v2', 'g1')
  store.add(noon + 2, '1', lanTwo, 'v2', 'g2')

  assert.is(store.codes.nthNewest({ by: 'phone', value: phone }, 2), noon)
  assert.is(store.codes.nthNewest({ by: 'phone', value: phone }, 3), undefined)
  assert.is(store.codes.nthNewest({ by: 'device', value: mac }, 3), noon)
  assert.is(store.codes.nthNewest({ by: 'device', value: other }, 1), undefined)
  assert.is(store.codes.nthNewest({ by: 'visit', value: 'v2' }, 2), noon + 1)
  assert.is(store.codes.nthNewest({ by: 'gateway', value: 'g2' }, 1), noon + 2)
  assert.is(store.codes.nthNewest({ by: 'city' }, 3), noon)
})

Codes('holds nothing that could be turned back into a number, an address or a code', () => {
  using store = open()
  store.add(noon)
  const [row] = store.database.all('SELECT * FROM phone_code')
  const text = Object.values(row ?? {})
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value))
    .join(' ')
  assert.not.match(text, /912345678|5c:1d|123456/)
})

Codes('removes what is old', () => {
  using store = open()
  store.add(noon)
  store.add(noon + DAY)
  assert.is(store.codes.prune(noon + DAY), 1)
  assert.is(store.codes.nthNewest({ by: 'city' }, 2), undefined)
})

Codes.run()

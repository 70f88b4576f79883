import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, systemClock } from '#src/kernel/clock.ts'
import { type Mac, parseMac } from '#src/kernel/mac.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { openCommandLine } from '#test/command-line.ts'

const MAC = parseMac('7e:8a:09:65:4d:ec') as Mac
const PHONE = parsePhone('0912345678') as Phone

const Phones = suite('commands/phone')

Phones('forgets the devices of whoever has this number, and writes that down', async () => {
  using city = openCommandLine()
  {
    using house = city.house()
    const consent = { version: '2026-11', at: systemClock() }
    const person = house.people.personOfPhone(PHONE, consent)
    const device = house.people.seeDevice(MAC, person, consent.at)
    house.people.remember(device, person, consent.at + DAY)
  }
  assert.is(
    (await city.run('phone', 'forget', '0912 345 678')).out,
    '1 remembered device is forgotten.\n',
  )
  assert.match((await city.run('phone', 'forget', '0912345678')).out, '0 remembered devices are')
  using house = city.house()
  assert.is(house.people.deviceOf(MAC)?.rememberedUntil, 0)
  const [entry] = house.audit.list({ limit: 1 })
  assert.equal([entry?.action, entry?.detail], ['device.forgotten', { devices: 1 }])
})

Phones(
  'knows no device of a number nobody signed in with, and no number that is none',
  async () => {
    using city = openCommandLine()
    assert.match((await city.run('phone', 'forget', '0987654321')).out, '0 remembered devices are')
    const { code, err } = await city.run('phone', 'forget', '12')
    assert.is(code, 2)
    assert.match(err, 'mobile number')
  },
)

Phones.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mac } from '#src/kernel/mac.ts'
import { Wireless } from '#src/simulator/wireless.ts'
import { ip, mac } from '#test/edge.ts'

const [PHONE, OTHER] = [mac('02:00:00:00:00:01'), mac('02:00:00:00:00:02')]

const WirelessSuite = suite('simulator/wireless')

WirelessSuite('keeps a phone’s address for as long as it stays', () => {
  const air = new Wireless('127.101.7')
  const { ip: first } = air.join(PHONE)
  assert.is(air.join(PHONE).ip, first)
  assert.is(air.at(first)?.mac, PHONE)
})

WirelessSuite('does not hand a fresh leaver’s address to the next phone', () => {
  const air = new Wireless('127.101.7')
  const { ip: first } = air.join(PHONE)
  air.leave(PHONE)
  assert.is(air.at(first), undefined)
  assert.is.not(air.join(OTHER).ip, first)
})

WirelessSuite('gives an address that is asked for to the newest asker', () => {
  const air = new Wireless('127.101.7')
  air.join(PHONE, ip('127.0.0.1'))
  air.join(OTHER, ip('127.0.0.1'))
  assert.is(air.of(PHONE), undefined)
  assert.is(air.at(ip('127.0.0.1'))?.mac, OTHER)
})

WirelessSuite('says so when the network is full', () => {
  const air = new Wireless('127.101.7')
  const phone = (n: number) => `02:00:00:00:01:${n.toString(16).padStart(2, '0')}` as Mac
  for (let n = 0; n < 253; n++) air.join(phone(n))
  assert.throws(() => air.join(phone(253)), /no free address/)
})

WirelessSuite.run()

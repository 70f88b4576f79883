import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Ip,
  type Prefix,
  PrefixTable,
  parseIp,
  parsePrefix,
  soleAddress,
} from '#src/kernel/ip.ts'

const Addresses = suite('kernel/ip')

Addresses('reads one spelling of each address', () => {
  assert.is(parseIp('10.0.0.1'), '10.0.0.1')
  assert.is(parseIp('::ffff:10.0.0.1'), '10.0.0.1')
  assert.is(parseIp('2001:DB8:0:0:1:0:0:1'), '2001:db8::1:0:0:1')
  assert.is(parseIp('::'), '::')
  assert.is(parseIp('1:2:3:4:5:6:7:8'), '1:2:3:4:5:6:7:8')
})

Addresses('refuses what is not an address', () => {
  const wrong = [
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '1::2::3',
    'fe80::1%eth0',
    'host',
    '1:2:3',
    ':::',
  ]
  for (const text of wrong) assert.is(parseIp(text), undefined, text)
  assert.is(parseIp(167772161), undefined)
})

Addresses('agrees with Node on which IPv6 texts are addresses', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16))
  const texts = fc
    .array(fc.oneof(group, fc.constant('')), { minLength: 1, maxLength: 9 })
    .map((groups) => groups.join(':'))
  fc.assert(
    fc.property(texts, (text) => {
      assert.is(parseIp(text) !== undefined, isIPv6(text), text)
    }),
  )
})

Addresses('is already canonical the second time', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const ip = parseIp(text)
      assert.is(parseIp(ip), ip)
    }),
  )
})

Addresses('clears the bits beyond a prefix and keeps a lone address whole', () => {
  assert.is(parsePrefix('10.1.2.3/16'), '10.1.0.0/16')
  assert.is(parsePrefix('2001:db8::1/32'), '2001:db8::/32')
  assert.is(parsePrefix('10.1.2.3'), '10.1.2.3/32')
  assert.is(soleAddress('10.1.2.3/32' as Prefix), '10.1.2.3')
  assert.is(soleAddress('10.1.2.0/24' as Prefix), undefined)
  for (const text of ['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129', '10.0.0.0/-1']) {
    assert.is(parsePrefix(text), undefined, text)
  }
})

Addresses('finds the longest range that holds an address', () => {
  const table = new PrefixTable<string>(
    (
      [
        ['0.0.0.0/0', 'any'],
        ['10.0.0.0/8', 'ten'],
        ['10.1.0.0/16', 'ten-one'],
        ['10.1.2.3/32', 'exact'],
        ['2001:db8::/32', 'six'],
      ] as const
    ).map(([prefix, name]) => [parsePrefix(prefix) as Prefix, name]),
  )
  const find = (text: string) => table.find(parseIp(text) as Ip)

  assert.is(find('10.1.2.3'), 'exact')
  assert.is(find('10.1.2.4'), 'ten-one')
  assert.is(find('10.2.0.1'), 'ten')
  assert.is(find('192.0.2.1'), 'any')
  assert.is(find('2001:db8::7'), 'six')
  assert.is(find('2001:db9::7'), undefined)
})

Addresses.run()

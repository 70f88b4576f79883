import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isRandomised, type Mac, macWithColons, macWithHyphens, parseMac } from '#src/kernel/mac.ts'

const Macs = suite('kernel/mac')

Macs('RFC 3580 §3.21: reads the six spellings of a Calling-Station-Id in the field', () => {
  const spellings = [
    'aa:bb:cc:dd:ee:ff',
    'AA:BB:CC:DD:EE:FF',
    'AA-BB-CC-DD-EE-FF',
    'aabb.ccdd.eeff',
    'aabbccddeeff',
    'AABBCC-DDEEFF',
  ]
  for (const text of spellings) assert.is(parseMac(text), 'aa:bb:cc:dd:ee:ff', text)
})

Macs('refuses what is not one', () => {
  for (const text of [
    '',
    'aa:bb:cc:dd:ee',
    'aa:bb:cc:dd:ee:fg',
    'aa:bb:cc:dd:ee:ff:00',
    'x'.repeat(99),
  ]) {
    assert.is(parseMac(text), undefined, text)
  }
})

Macs('comes back from every vendor’s spelling', () => {
  const octet = fc.integer({ min: 0, max: 255 }).map((n) => n.toString(16).padStart(2, '0'))
  fc.assert(
    fc.property(fc.array(octet, { minLength: 6, maxLength: 6 }), (octets) => {
      const mac = octets.join(':') as Mac
      assert.is(parseMac(macWithColons(mac)), mac)
      assert.is(parseMac(macWithHyphens(mac)), mac)
    }),
  )
})

Macs('knows an address the phone made up', () => {
  assert.ok(isRandomised('da:a1:19:00:00:01' as Mac))
  assert.not.ok(isRandomised('5c:1d:d9:20:a0:c1' as Mac))
})

Macs.run()

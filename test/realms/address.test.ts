import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseHomeAddress } from '#src/realms/address.ts'

const Address = suite('realms/address')

Address('reads an address with both ports, one or none', () => {
  for (const [text, host, authPort, acctPort] of [
    ['10.9.0.1', '10.9.0.1', 1812, 1813],
    ['10.9.0.1:1645', '10.9.0.1', 1645, 1646],
    ['10.9.0.1:1645/1700', '10.9.0.1', 1645, 1700],
    ['2001:db8::9', '2001:db8::9', 1812, 1813],
    ['[2001:DB8::9]:1812', '2001:db8::9', 1812, 1813],
  ] as const) {
    assert.equal(parseHomeAddress(text), { host, authPort, acctPort }, text)
  }
})

Address('reads no name, no port there is not, and no half of one', () => {
  for (const text of [
    'radius.agency.gov.vn',
    '10.9.0.1:0',
    '10.9.0.1:65535',
    '10.9.0.1:70000',
    '10.9.0.1:1812/',
    '10.9.0.256',
    '[10.9.0.1',
    '',
  ]) {
    assert.is(parseHomeAddress(text), undefined, text)
  }
})

Address.run()

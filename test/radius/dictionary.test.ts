import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { attributeId, layout, uint32, valueNames } from '#src/radius/dictionary.ts'
import { hex } from '#test/radius.ts'

const Dictionary = suite('radius/dictionary')

Dictionary('knows attributes of the RFCs and of our vendors by name', () => {
  assert.equal(attributeId('User-Name'), { type: 1, vendor: 0 })
  assert.equal(attributeId('Message-Authenticator'), { type: 80, vendor: 0 })
  assert.equal(attributeId('Mikrotik-Rate-Limit'), { type: 8, vendor: 14988 })
  assert.equal(attributeId('WISPr-Bandwidth-Max-Up'), { type: 7, vendor: 14122 })
  assert.equal(attributeId('ChilliSpot-Max-Total-Octets'), { type: 3, vendor: 14559 })
  assert.throws(() => attributeId('No-Such-Attribute'), 'No-Such-Attribute')
})

Dictionary('lays out text, numbers, addresses, dates and names of values', () => {
  assert.equal(layout([]), Buffer.alloc(0))
  assert.equal(
    layout([
      ['User-Name', 'nemo'],
      ['Session-Timeout', 3600],
      ['Framed-IP-Address', '10.5.50.7'],
      ['Event-Timestamp', new Date(1_000)],
      ['Acct-Status-Type', 'Stop'],
      ['Mikrotik-Realm', 'quangninh'],
    ]),
    hex(`01066e656d6f 1b0600000e10 08060a053207 370600000001 280600000002
      1a1100003a8c090b7175616e676e696e68`),
  )
})

Dictionary('refuses a value that does not fit', () => {
  assert.throws(() => layout([['Class', Buffer.alloc(254)]]), '255 octets')
  assert.throws(() => layout([['Mikrotik-Realm', Buffer.alloc(248)]]), '255 octets')
  assert.is(layout([['Mikrotik-Realm', Buffer.alloc(247)]]).length, 255)
  assert.throws(() => uint32(2 ** 32), '32 bits')
  assert.throws(() => uint32(1.5), '32 bits')
})

Dictionary('names the values the RFCs name', () => {
  const causes = valueNames('Acct-Terminate-Cause', [0, 1, 11, 18, 99])
  assert.equal(
    [...causes],
    [
      [1, 'User-Request'],
      [11, 'NAS-Reboot'],
      [18, 'Host-Request'],
    ],
  )
})

Dictionary.run()

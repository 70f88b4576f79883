import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** What a dictionary file says: each vendor and its number, each attribute and its vendor. */
function readFiles() {
  const folder = fileURLToPath(new URL('../../src/radius/dictionaries', import.meta.url))
  const vendors = new Map<string, number>()
  const attributes: { name: string; type: number; vendor: string | undefined }[] = []
  for (const file of readdirSync(folder)) {
    let vendor: string | undefined
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const [word, name = '', number] = line.split(/\s+/)
      if (word === 'VENDOR') vendors.set(name, Number(number))
      if (word === 'BEGIN-VENDOR') vendor = name
      if (word === 'END-VENDOR') vendor = undefined
      if (word === 'ATTRIBUTE') attributes.push({ name, type: Number(number), vendor })
    }
  }
  return { vendors, attributes }
}

Dictionary('loads every vendor’s file, each within that vendor’s own space', () => {
  const { vendors, attributes } = readFiles()
  const numbers = [9, 311, 14122, 14559, 14823, 14988, 17713, 25053, 41112]
  assert.equal(
    [...vendors.values()].sort((a, b) => a - b),
    numbers,
  )
  assert.ok(attributes.length > 80)
  for (const { name, type, vendor } of attributes) {
    const space = vendor === undefined ? 0 : vendors.get(vendor)
    assert.equal(attributeId(name), { type, vendor: space }, name)
  }
  assert.is(new Set(attributes.map(({ name }) => name)).size, attributes.length)
})

Dictionary(
  'RFC 2865 §5: no file of ours says otherwise what a number of the standard space means',
  () => {
    const { attributes } = readFiles()
    const standard = attributes.filter(({ vendor }) => vendor === undefined)
    assert.equal(
      standard.map(({ type }) => type),
      [168, 169, 170, 171, 172],
    )
    for (const [name, type] of [
      ['User-Name', 1],
      ['User-Password', 2],
      ['Class', 25],
    ] as const) {
      assert.equal(attributeId(name), { type, vendor: 0 })
    }
  },
)

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

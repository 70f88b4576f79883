import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { attributeId, layout } from '#src/radius/dictionary.ts'
import { rawAttribute, rawAttributes } from '#src/radius/raw.ts'
import { hex, packetOf } from '#test/radius.ts'

const Raw = suite('radius/raw')

function packet(attributes: Buffer) {
  const head = Buffer.alloc(20)
  head[0] = 1
  head.writeUInt16BE(20 + attributes.length, 2)
  return packetOf(Buffer.concat([head, attributes]))
}

Raw('gives every attribute whole and in order', () => {
  const octets = layout([
    ['User-Name', 'nemo'],
    ['Mikrotik-Group', 'staff'],
    ['Class', Buffer.from('a')],
  ])
  const found = rawAttributes(packet(octets))
  assert.equal(Buffer.concat(found.map((one) => one.octets)), octets)
  assert.equal(
    found.map(({ vendor, type, value }) => [vendor, type, value.toString()]),
    [
      [0, 1, 'nemo'],
      [14988, 3, 'staff'],
      [0, 25, 'a'],
    ],
  )
})

Raw('RFC 2865 §5.26: takes several attributes out of one Vendor-Specific', () => {
  const found = rawAttributes(packet(hex('1a0e 0000 3a8c 03 03 41 08 05 31 2f 31')))
  assert.equal(
    found.map(({ type, octets }) => [type, octets.toString('hex')]),
    [
      [3, '1a0900003a8c030341'],
      [8, '1a0b00003a8c0805312f31'],
    ],
  )
})

Raw('RFC 2865 §5.26: leaves a Vendor-Specific of another layout whole and nameless', () => {
  for (const odd of ['1a08 0000 3a8c 03 09', '1a06 0000 3a8c', '1a07 0000 3a8c 01']) {
    const [only, ...rest] = rawAttributes(packet(hex(odd)))
    assert.equal([only?.vendor, only?.type, rest.length], [14988, 0, 0])
    assert.is(only?.octets.toString('hex'), odd.replaceAll(' ', ''))
  }
})

Raw('lays an attribute out as the dictionary does', () => {
  for (const name of ['Class', 'Mikrotik-Group']) {
    for (const value of [Buffer.alloc(0), Buffer.from('staff')]) {
      const made = rawAttribute(attributeId(name), value)
      assert.equal(made?.octets, layout([[name, value]]))
      assert.equal(made?.value, value)
    }
  }
})

Raw('lays out nothing that does not fit one attribute', () => {
  assert.ok(rawAttribute(attributeId('Class'), Buffer.alloc(253)))
  assert.is(rawAttribute(attributeId('Class'), Buffer.alloc(254)), undefined)
  assert.ok(rawAttribute(attributeId('Mikrotik-Group'), Buffer.alloc(247)))
  assert.is(rawAttribute(attributeId('Mikrotik-Group'), Buffer.alloc(248)), undefined)
})

Raw.run()

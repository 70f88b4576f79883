import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Attributes } from '#src/radius/attributes.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { hex, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)

function read(octets: Uint8Array): Attributes {
  return new Attributes(packetOf(signRequest(4, 0, octets, new Uint8Array(16), key)))
}

const Reading = suite('radius/attributes')

Reading('returns any values laid out, standard or vendor', () => {
  const name = fc.constantFrom('User-Name', 'Class', 'Mikrotik-Rate-Limit', 'WISPr-Location-ID')
  const value = fc.uint8Array({ minLength: 1, maxLength: 247 }).map((octets) => Buffer.from(octets))
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (attributes) => {
      const reader = read(layout(attributes satisfies Attribute[]))
      for (const [wanted] of attributes) {
        const first = attributes.find(([name]) => name === wanted)?.[1]
        assert.equal(reader.octets(wanted), first)
      }
    }),
  )
})

Reading('RFC 2865 §5.26: finds an attribute anywhere in a shared Vendor-Specific', () => {
  const reader = read(hex('1a0c000037aa0706000003e8 1a12 0000372a 0706000003e8 0806000007d0'))
  assert.is(reader.integer('WISPr-Bandwidth-Max-Up'), 1000)
  assert.is(reader.integer('WISPr-Bandwidth-Max-Down'), 2000)
  assert.is(reader.integer('ChilliSpot-Max-Total-Octets'), undefined)
})

Reading('RFC 2865 §5.26: takes a broken Vendor-Specific as absent', () => {
  for (const broken of [
    '1a03ff',
    '1a06000037',
    '1a060000372a',
    '1a080000372a07ff',
    '1a080000372a0700',
  ]) {
    const octets = hex(broken)
    octets[1] = octets.length
    assert.is(read(octets).integer('WISPr-Bandwidth-Max-Up'), undefined)
  }
})

Reading(
  'RFC 2865 §5: takes an integer of another length, and a text that is none, as absent',
  () => {
    assert.is(read(hex('1b050000ff')).integer('Session-Timeout'), undefined)
    assert.is(read(hex('0103ff')).text('User-Name'), undefined)
    assert.is(read(hex('0102')).text('User-Name'), '')
  },
)

Reading.run()

import { assert as check, dictionary, property, string, uint8Array } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readQuery, textOf } from '#src/hotspot/query.ts'

const Query = suite('hotspot/query')

Query('reads escapes as octets and plus as space', () => {
  const query = readQuery('/hotspot/g?a=%f9%5c371&b=Chào+anh&c=Ch%C3%A0o')
  assert.equal(query.get('a'), Buffer.from('f95c333731', 'hex'))
  assert.is(textOf(query, 'c'), 'Chào')
  assert.is(textOf(query, 'absent'), '')
})

Query('believes the first of two', () => {
  assert.is(textOf(readQuery('/?mac=a&mac=b'), 'mac'), 'a')
})

Query('lets a broken escape stand for itself', () => {
  assert.is(textOf(readQuery('/?a=%zz%4'), 'a'), '%zz%4')
})

Query('reads back what a URL holds', () => {
  const value = string({ unit: 'binary' }).map((text) => text.replaceAll(/\p{Cs}/gu, ''))
  void check(
    property(dictionary(string({ minLength: 1, maxLength: 8 }), value), (values) => {
      const query = readQuery(`/?${new URLSearchParams(values)}`)
      for (const [name, text] of Object.entries(values)) {
        const key = Buffer.from(name, 'utf8').toString('latin1')
        assert.is(textOf(query, key), text)
      }
    }),
    { numRuns: 200 },
  )
})

Query('takes any octets for a target', () => {
  void check(
    property(uint8Array({ maxLength: 400 }), (octets) => {
      readQuery(`/?${Buffer.from(octets).toString('latin1')}`)
    }),
  )
})

Query.run()

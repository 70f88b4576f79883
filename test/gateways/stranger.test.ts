import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { claimsOf } from '#src/gateways/stranger.ts'
import type { Attribute } from '#src/radius/dictionary.ts'
import { knock } from '#test/knock.ts'

const NOTHING = {
  nasIdentifier: undefined,
  nasAddress: undefined,
  calledStation: undefined,
  make: undefined,
}

const Strangers = suite('gateways/stranger')

Strangers('reads what helps to recognise a gateway', () => {
  const datagram = knock([
    ['User-Name', 'nobody needs this'],
    ['NAS-Identifier', 'ben-cang-2'],
    ['NAS-IP-Address', '192.168.88.1'],
    ['Called-Station-Id', '02-00-00-AA-BB-CC:Quang Ninh Wi-Fi'],
    ['WISPr-Location-Name', 'pier'],
    ['Mikrotik-Host-IP', '10.5.50.7'],
  ])
  assert.equal(claimsOf(datagram), {
    nasIdentifier: 'ben-cang-2',
    nasAddress: '192.168.88.1',
    calledStation: '02-00-00-AA-BB-CC:Quang Ninh Wi-Fi',
    make: 'MikroTik',
  })
})

Strangers('RFC 3162 §2.1: reads a NAS-IPv6-Address where there is no other', () => {
  const address = Buffer.from('20010db8000000000000000000000001', 'hex')
  assert.is(claimsOf(knock([['NAS-IPv6-Address', address]]))?.nasAddress, '2001:db8::1')
})

Strangers('says nothing of a packet that says nothing, and knows what is no packet', () => {
  assert.equal(claimsOf(knock([])), NOTHING)
  assert.is(claimsOf(Buffer.from('GET / HTTP/1.1\r\n\r\n        ')), undefined)
})

Strangers('keeps a claim short, on one line, readable one way', () => {
  const name = `a\u202e\n${'x'.repeat(200)}`
  const claimed = claimsOf(knock([['NAS-Identifier', name]]))?.nasIdentifier ?? ''
  assert.match(claimed, /^a\ufffd\ufffdx+…$/)
  assert.is(claimed.length, 80)
  const noText: Attribute = ['NAS-Identifier', Buffer.from([0xc3, 0x28])]
  assert.is(claimsOf(knock([noText]))?.nasIdentifier, undefined)
})

Strangers('throws at nothing anybody can send', () => {
  const attributes = fc.array(
    fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 20 })).map(([type, value]) => {
      return Buffer.from([type, value.length + 2, ...value])
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(attributes, fc.uint8Array({ maxLength: 60 }), (parts, noise) => {
      const body = Buffer.concat([...parts, noise])
      const head = Buffer.alloc(20)
      head[0] = 1
      head.writeUInt16BE(20 + body.length, 2)
      claimsOf(Buffer.concat([head, body]))
      claimsOf(Buffer.from(noise))
    }),
  )
})

Strangers('reads no maker out of a Vendor-Specific that is cut short', () => {
  const short = Buffer.from([26, 4, 0, 0])
  const head = Buffer.alloc(20)
  head[0] = 1
  head.writeUInt16BE(24, 2)
  assert.equal(claimsOf(Buffer.concat([head, short])), NOTHING)
})

Strangers.run()

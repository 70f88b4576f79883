import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { layout } from '#src/radius/dictionary.ts'
import { keyOf, signRequest, verifyRequest } from '#src/radius/signature.ts'
import { inspect } from '#src/radius/wire.ts'
import { hex, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const nonce = hex('0f403f9473978057bd83d5cb98f4227a')

const request = (code: 1 | 4) =>
  signRequest(
    code,
    7,
    layout([
      ['User-Name', 'nemo'],
      ['Class', Buffer.from('c')],
    ]),
    nonce,
    key,
  )

const Wire = suite('radius/wire')

Wire('RFC 2865 §3: octets behind Length are padding, and ignored', () => {
  const packet = packetOf(Buffer.concat([request(4), Buffer.alloc(9, 0xff)]))
  assert.is(verifyRequest(packet, key), 'authentic')
})

const reason = (octets: Buffer) => {
  const packet = inspect(octets)
  return packet.kind === 'malformed' ? packet.reason : undefined
}
const framed = (attributes: string, length = 20 + hex(attributes).length) =>
  Buffer.concat([hex('0100'), Buffer.of(length >> 8, length & 255), nonce, hex(attributes)])
const signature = '5012'.padEnd(36, '0')

Wire('RFC 2865 §3: a datagram shorter than a header, or than its Length, is none', () => {
  assert.is(reason(Buffer.alloc(0)), 'short')
  assert.is(reason(request(4).subarray(0, 19)), 'short')
  assert.is(reason(framed('', 21)), 'length')
  assert.is(reason(request(4).subarray(0, -1)), 'length')
})

Wire('RFC 2865 §3: a Length under 20 or over 4096 is none', () => {
  assert.is(reason(framed('', 19)), 'length')
  assert.is(reason(Buffer.concat([framed('', 4097), Buffer.alloc(4200)])), 'length')
})

Wire('RFC 2865 §3: a code nobody serves is silently discarded', () => {
  assert.is(reason(Buffer.concat([hex('63000014'), nonce])), 'code')
})

Wire(
  'RFC 2865 §5: an attribute of no type, too short, or running past the end spoils the packet',
  () => {
    assert.is(reason(framed('01')), 'attribute')
    assert.is(reason(framed('0100')), 'attribute')
    assert.is(reason(framed('0101')), 'attribute')
    assert.is(reason(framed('0002')), 'attribute')
    assert.is(reason(framed('010461')), 'attribute')
  },
)

Wire('RFC 3579 §3.2: a Message-Authenticator is 16 octets, and there is one', () => {
  assert.is(reason(framed(signature)), undefined)
  assert.is(reason(framed('500400ff')), 'message-authenticator')
  assert.is(reason(framed(signature + signature)), 'message-authenticator')
})

Wire('RFC 2865 §5.24: an Access-Request with a State goes on with a conversation', () => {
  const isOngoing = (attributes: string) => packetOf(framed(attributes)).isOngoing
  assert.equal(['', '0103aa', '1803aa', `0103aa1803aa${signature}`].map(isOngoing), [
    ...[false, false],
    ...[true, true],
  ])
  const record = framed('1803aa')
  record[0] = 4
  assert.is(packetOf(record).isOngoing, false, 'RFC 2866 §5.13: an Accounting-Request has none')
})

Wire('RFC 2865 §5: two hundred attributes are read, and no more', () => {
  assert.is(reason(framed('0102'.repeat(200))), undefined)
  assert.is(reason(framed('0102'.repeat(201))), 'attributes')
  assert.is(reason(framed('0102'.repeat(2038))), 'attributes')
})

Wire('RFC 2865 §3: takes any octets without throwing', () => {
  const datagram = fc.uint8Array({ maxLength: 600 }).map((octets) => Buffer.from(octets))
  fc.assert(
    fc.property(datagram, fc.boolean(), (octets, isPlausible) => {
      if (isPlausible && octets.length >= 20) {
        octets[0] = [1, 4, 12, 40][(octets[0] as number) % 4] as number
        octets.writeUInt16BE(octets.length, 2)
      }
      const packet = inspect(octets)
      if (packet.kind === 'packet') verifyRequest(packet, key)
    }),
    { numRuns: 2000 },
  )
})

Wire('RFC 2865 §3: takes every truncation without throwing', () => {
  const whole = request(1)
  for (let length = 0; length < whole.length; length++) {
    const cut = Buffer.from(whole.subarray(0, length))
    assert.is(inspect(cut).kind, 'malformed')
    if (length >= 20) cut.writeUInt16BE(length, 2)
    const packet = inspect(cut)
    if (packet.kind === 'packet') assert.is.not(verifyRequest(packet, key), 'authentic')
  }
})

Wire.run()

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { extendedOf } from '#src/radius/extended.ts'
import { inspect } from '#src/radius/wire.ts'
import { hex, packetOf } from '#test/radius.ts'

function packetWith(attributes: string) {
  const body = hex(attributes)
  const head = Buffer.alloc(20)
  head[0] = 1
  head.writeUInt16BE(20 + body.length, 2)
  return packetOf(Buffer.concat([head, body]))
}

const Extended = suite('radius/extended')

Extended('RFC 6929 §2.1: 241.4 is the Original-Packet-Code of RFC 7930 §4', () => {
  const packet = packetWith('01066e656d6f f1070400000001 f1040505')
  assert.equal(extendedOf(packet, { type: 241, extended: 4 }), hex('00000001'))
  assert.equal(extendedOf(packet, { type: 241, extended: 5 }), hex('05'))
  assert.is(extendedOf(packet, { type: 241, extended: 6 }), undefined)
  assert.is(extendedOf(packet, { type: 242, extended: 4 }), undefined)
  assert.is(extendedOf(packet, { type: 1, extended: 0x6e }), undefined)
})

Extended('RFC 6929 §2.2: a long value goes on for as long as More is set', () => {
  const packet = packetWith('f5060180aabb f5060180ccdd f5050100ee f5050100ff')
  assert.equal(extendedOf(packet, { type: 245, extended: 1 }), hex('aabbccddee'))
})

Extended('RFC 6929 §2.2: fragments that end early, or are interrupted, are ignored', () => {
  const id = { type: 245, extended: 1 }
  assert.is(extendedOf(packetWith('f5060180aabb'), id), undefined)
  assert.is(extendedOf(packetWith('f5060180aabb 01066e656d6f f5050100ee'), id), undefined)
  assert.is(extendedOf(packetWith('f5060180aabb f5050200ee'), id), undefined)
})

Extended('RFC 6929 §2: one too short to be extended is ignored, not the packet', () => {
  assert.is(extendedOf(packetWith('f102 f10304'), { type: 241, extended: 5 }), undefined)
  assert.equal(extendedOf(packetWith('f102 f10304'), { type: 241, extended: 4 }), Buffer.alloc(0))
  assert.is(extendedOf(packetWith('f50301'), { type: 245, extended: 1 }), undefined)
})

Extended('never throws, whatever stands in a sound packet', () => {
  const attribute = fc
    .tuple(fc.integer({ min: 240, max: 247 }), fc.uint8Array({ maxLength: 20 }))
    .map(([type, value]) => Buffer.concat([Buffer.of(type, 2 + value.length), value]))
  fc.assert(
    fc.property(
      fc.array(attribute, { maxLength: 10 }),
      fc.integer({ min: 0, max: 255 }),
      (all, extended) => {
        const body = Buffer.concat(all)
        const head = Buffer.alloc(20)
        head[0] = 1
        head.writeUInt16BE(20 + body.length, 2)
        const packet = inspect(Buffer.concat([head, body]))
        if (packet.kind === 'malformed') return
        for (let type = 240; type < 248; type++) extendedOf(packet, { type, extended })
      },
    ),
  )
})

Extended.run()

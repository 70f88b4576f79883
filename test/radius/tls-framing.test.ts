import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Framing } from '#src/radius/tls-framing.ts'
import { PACKET_OCTETS_MAX } from '#src/radius/wire.ts'

const test = suite('radius/tls-framing')

/** Octets that are a packet by their Length only, all the same so that two can be told apart. */
function packet(length: number, fill: number): Buffer {
  const octets = Buffer.alloc(length, fill)
  octets.writeUInt16BE(length, 2)
  return octets
}

/** Everything that comes out when these octets are handed over in these pieces. */
function framed(stream: Buffer, cuts: readonly number[]) {
  const framing = new Framing()
  const packets: Buffer[] = []
  let isBroken = false
  const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length]
  for (const [i, from] of edges.slice(0, -1).entries()) {
    const frames = framing.push(stream.subarray(from, edges[i + 1]))
    packets.push(...frames.packets)
    isBroken ||= frames.isBroken
  }
  return { packets, isBroken }
}

const packets = fc.array(
  fc.tuple(fc.integer({ min: 20, max: 300 }), fc.nat(255)).map(([n, fill]) => packet(n, fill)),
  { minLength: 1, maxLength: 12 },
)

test('RFC 6613 §2.6.4: however a stream is cut, the same packets come out', () => {
  fc.assert(
    fc.property(packets, fc.array(fc.nat(3600)), (sent, cuts) => {
      const stream = Buffer.concat(sent)
      const inside = cuts.map((cut) => cut % (stream.length + 1))
      assert.equal(framed(stream, inside), { packets: sent, isBroken: false })
    }),
  )
})

test('RFC 6613 §2.6.4: a Length no packet has ends the stream, after the packets before it', () => {
  const wrong = fc.oneof(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 4097, max: 65535 }))
  fc.assert(
    fc.property(packets, wrong, fc.array(fc.nat(3600)), (sent, length, cuts) => {
      const broken = Buffer.alloc(64)
      broken.writeUInt16BE(length, 2)
      const stream = Buffer.concat([...sent, broken, ...sent])
      const inside = cuts.map((cut) => cut % (stream.length + 1))
      assert.equal(framed(stream, inside), { packets: sent, isBroken: true })
    }),
  )
})

test('the longest packet and the shortest pass', () => {
  const sent = [packet(PACKET_OCTETS_MAX, 1), packet(20, 2)]
  assert.equal(framed(Buffer.concat(sent), []).packets, sent)
})

test('a packet that is not whole yet is waited for', () => {
  const whole = packet(100, 7)
  const framing = new Framing()
  assert.equal(framing.push(whole.subarray(0, 99)), { packets: [], isBroken: false })
  assert.equal(framing.push(whole.subarray(99)), { packets: [whole], isBroken: false })
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Answered, Exchanges, isSame } from '#src/radius/exchanges.ts'
import { seeded } from '#src/simulator/seeded.ts'

const slot = (identifier: number, port = 1812) => ({ address: '10.1.2.3', port, identifier })

/** An exchange, and the reply to it, told apart by their number. */
const exchange = (nth: number) => {
  const request = Buffer.alloc(40)
  request.writeUInt32BE(nth, 8)
  return { request, nth }
}
function replyTo(nth: number): Buffer {
  const reply = Buffer.alloc(20 + (nth % 200), nth)
  reply.writeUInt16BE(reply.length, 2)
  return reply
}

const Memory = suite('radius/exchanges')

Memory('RFC 5080 §2.2.2: knows a request by its source, port and Identifier', () => {
  const exchanges = new Exchanges()
  const first = exchange(1)
  exchanges.begin(slot(1), first, 100_000)
  assert.is(exchanges.find(slot(1)), first)
  assert.is(exchanges.find(slot(2)), undefined)
  assert.is(exchanges.find(slot(1, 1813)), undefined)
  assert.is(exchanges.find({ ...slot(1), address: '10.1.2.4' }), undefined)
})

Memory('RFC 5080 §2.2.2: tells slots of very many sources apart', () => {
  const exchanges = new Exchanges()
  const slots = Array.from({ length: 5000 }, (_, n) => ({
    address: `10.1.${n >> 8}.${n & 255}`,
    port: 65_535 - (n % 3),
    identifier: n % 256,
  }))
  for (const [nth, each] of slots.entries()) exchanges.begin(each, exchange(nth), 100_000)
  for (const [nth, each] of slots.entries()) assert.is(exchanges.find(each)?.nth, nth)
})

Memory('RFC 5080 §2.2.2: another Request Authenticator is another request', () => {
  const { request } = exchange(1)
  assert.ok(isSame(request, exchange(1).request))
  for (let at = 4; at < 20; at++) {
    const other = Buffer.from(request)
    other.writeUInt8(255, at)
    assert.not.ok(isSame(request, other), `octet ${at}`)
  }
  const longer = Buffer.concat([request, Buffer.of(1)])
  assert.ok(isSame(request, longer), 'what else it says does not matter')
})

Memory('of one that is answered the octets are kept', () => {
  const exchanges = new Exchanges()
  const first = exchange(1)
  exchanges.begin(slot(1), first, 100_000)
  exchanges.answered(slot(1), first, replyTo(1))
  const found = exchanges.find(slot(1))
  assert.ok(found instanceof Answered)
  assert.is(found.nth, 1)
  assert.ok(found.isOf(exchange(1).request))
  assert.not.ok(found.isOf(exchange(2).request))
  assert.equal(found.reply(), replyTo(1))
})

Memory('RFC 5080 §2.2.2: remembers for at least ten seconds', () => {
  const exchanges = new Exchanges()
  exchanges.begin(slot(1), exchange(1), 100_000)
  exchanges.begin(slot(2), exchange(2), 109_999)
  exchanges.begin(slot(3), exchange(3), 119_999)
  assert.is(exchanges.find(slot(2))?.nth, 2)
  exchanges.begin(slot(1), exchange(4), 119_999)
  assert.is(exchanges.find(slot(1))?.nth, 4)
})

Memory('forgets within twenty busy seconds, or one idle spell', () => {
  const exchanges = new Exchanges()
  exchanges.begin(slot(1), exchange(1), 100_000)
  exchanges.begin(slot(2), exchange(2), 110_000)
  exchanges.begin(slot(3), exchange(3), 120_000)
  assert.is(exchanges.find(slot(1)), undefined)
  assert.ok(exchanges.find(slot(2)))
  exchanges.begin(slot(4), exchange(4), 200_000)
  assert.is(exchanges.find(slot(3)), undefined)
})

Memory('stays bounded however many requests come at once', () => {
  const exchanges = new Exchanges()
  const slots = Array.from({ length: 200_000 }, (_, i) => slot(i & 255, i >> 8))
  for (const [nth, each] of slots.entries()) exchanges.begin(each, exchange(nth), 100_000)
  assert.ok(slots.filter((each) => exchanges.find(each)).length <= 2 * 65_536)
  assert.ok(exchanges.find(slot(199_999 & 255, 199_999 >> 8)))
})

Memory('forgets an exchange, but not the one that took its slot', () => {
  const exchanges = new Exchanges()
  const [first, second] = [exchange(1), exchange(2)]
  exchanges.begin(slot(1), first, 100_000)
  exchanges.begin(slot(1), second, 100_001)
  exchanges.answered(slot(1), first, replyTo(1))
  assert.is(exchanges.find(slot(1)), second)
  exchanges.forget(slot(1), first)
  assert.is(exchanges.find(slot(1)), second)
  exchanges.forget(slot(1), second)
  assert.is(exchanges.find(slot(1)), undefined)
})

Memory('whatever comes in whatever order, what it tells is what a plain map would', () => {
  const chance = seeded('exchanges')
  const exchanges = new Exchanges()
  const truth = new Map<number, { nth: number; isAnswered: boolean; begunAt: number }>()
  const place = (n: number) => slot(n & 255, n >> 8)
  const open: { n: number; begun: ReturnType<typeof exchange> }[] = []
  let now = 100_000

  const answerOne = () => {
    const [over] = open.splice(chance.whole(0, open.length - 1), 1)
    if (!over) return
    exchanges.answered(place(over.n), over.begun, replyTo(over.begun.nth))
    const held = truth.get(over.n)
    if (held?.nth === over.begun.nth) held.isAnswered = true
  }
  const check = (n: number) => {
    const [told, real] = [exchanges.find(place(n)), truth.get(n)]
    if (!told) assert.ok(!real || now - real.begunAt >= 10_000, 'forgotten too soon')
    if (!told || !real) return
    const isAnswered = told instanceof Answered
    assert.equal([told.nth, isAnswered], [real.nth, real.isAnswered])
    if (isAnswered) assert.equal(told.reply(), replyTo(real.nth))
  }

  for (let nth = 0; nth < 20_000; nth++) {
    now += chance.whole(0, 3)
    const n = chance.whole(0, 999)
    const begun = exchange(nth)
    exchanges.begin(place(n), begun, now)
    truth.set(n, { nth, isAnswered: false, begunAt: now })
    open.push({ n, begun })
    if (chance.chance(0.7)) answerOne()
    check(chance.whole(0, 999))
  }
})

Memory.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Exchanges } from '#src/radius/exchanges.ts'

const slot = (identifier: number, port = 1812) => ({ address: '10.1.2.3', port, identifier })
const exchange = (nonce: string) => ({ nonce })

const Memory = suite('radius/exchanges')

Memory('RFC 5080 §2.2.2: knows a request by its source, port and Identifier', () => {
  const exchanges = new Exchanges()
  const first = exchange('first')
  exchanges.begin(slot(1), first, 100_000)
  assert.is(exchanges.find(slot(1)), first)
  assert.is(exchanges.find(slot(2)), undefined)
  assert.is(exchanges.find(slot(1, 1813)), undefined)
  assert.is(exchanges.find({ ...slot(1), address: '10.1.2.4' }), undefined)
})

Memory('RFC 5080 §2.2.2: remembers for at least ten seconds', () => {
  const exchanges = new Exchanges()
  const first = exchange('first')
  exchanges.begin(slot(1), first, 100_000)
  exchanges.begin(slot(2), exchange('second'), 109_999)
  exchanges.begin(slot(3), exchange('third'), 119_999)
  assert.is(exchanges.find(slot(2))?.nonce, 'second')
  exchanges.begin(slot(1), exchange('later'), 119_999)
  assert.is(exchanges.find(slot(1))?.nonce, 'later')
})

Memory('forgets within twenty busy seconds, or one idle spell', () => {
  const exchanges = new Exchanges()
  exchanges.begin(slot(1), exchange('a'), 100_000)
  exchanges.begin(slot(2), exchange('b'), 110_000)
  exchanges.begin(slot(3), exchange('c'), 120_000)
  assert.is(exchanges.find(slot(1)), undefined)
  assert.ok(exchanges.find(slot(2)))
  exchanges.begin(slot(4), exchange('d'), 200_000)
  assert.is(exchanges.find(slot(3)), undefined)
})

Memory('stays bounded however many requests come at once', () => {
  const exchanges = new Exchanges()
  const slots = Array.from({ length: 200_000 }, (_, i) => slot(i & 255, i >> 8))
  for (const each of slots) exchanges.begin(each, exchange('x'), 100_000)
  assert.ok(slots.filter((each) => exchanges.find(each)).length <= 2 * 65_536)
  assert.ok(exchanges.find(slot(199_999 & 255, 199_999 >> 8)))
})

Memory('forgets an exchange, but not the one that took its slot', () => {
  const exchanges = new Exchanges()
  const [first, second] = [exchange('first'), exchange('second')]
  exchanges.begin(slot(1), first, 100_000)
  exchanges.begin(slot(1), second, 100_001)
  exchanges.forget(slot(1), first)
  assert.is(exchanges.find(slot(1)), second)
  exchanges.forget(slot(1), second)
  assert.is(exchanges.find(slot(1)), undefined)
})

Memory.run()

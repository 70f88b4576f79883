import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Parts, type Write, type Writes } from '#src/store/batch.ts'

/** The writes of a part, as they were said. */
function writesIn({ texts, arities, calls, values }: Writes): Write[] {
  let at = 0
  return calls.map((call) => {
    const from = at
    at += arities[call] ?? 0
    return [texts[call] ?? '', ...values.slice(from, at)]
  })
}

const PartsSuite = suite('store/batch')

PartsSuite('say all writes, in their order, as often as they are asked', () => {
  const all = Array.from(
    { length: 3000 },
    (_, n): Write => (n % 3 === 0 ? [`three ?`, n, 'a', null] : ['one ?', n]),
  )
  const parts = new Parts(() => all)
  const [first] = parts
  assert.ok(first && first.calls.length < all.length, 'a part is not all of it')
  assert.equal([...parts].flatMap(writesIn), all)
  assert.equal([...parts].flatMap(writesIn), all)
})

PartsSuite('are gathered only as they are asked for', () => {
  let asked = 0
  const all = Array.from({ length: 3000 }, (): Write => ['one'])
  const counted = () =>
    all.values().map((write) => {
      asked++
      return write
    })
  const parts = new Parts(counted)
  assert.is(asked, 0)
  for (const part of parts) {
    assert.is(asked, part.calls.length)
    break
  }
  asked = 0
  assert.is([...parts].flatMap(writesIn).length, 3000)
  assert.is(asked, 3000)
})

PartsSuite('of nothing are none', () => {
  assert.equal([...new Parts(() => [])], [])
})

PartsSuite.run()

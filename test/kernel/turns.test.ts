import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inTurns } from '#src/kernel/turns.ts'

const Turns = suite('kernel/turns')

Turns('does something with each, in order, so many a turn of the event loop', async () => {
  const done: number[] = []
  const doneByTurn: number[] = []
  const watch = () => {
    doneByTurn.push(done.length)
    if (done.length < 7) setImmediate(watch)
  }
  setImmediate(watch)
  await inTurns([1, 2, 3, 4, 5, 6, 7], 3, (one) => done.push(one))
  assert.equal(done, [1, 2, 3, 4, 5, 6, 7])
  assert.equal(doneByTurn.slice(0, 2), [3, 6])
})

Turns(
  'goes over a map that changes meanwhile: each that is there when its turn comes',
  async () => {
    const people = new Map([1, 2, 3, 4].map((id) => [id, `p${id}`]))
    const seen: string[] = []
    await inTurns(people.values(), 2, (name) => {
      seen.push(name)
      if (name === 'p1') people.delete(3)
      if (name === 'p2') people.set(5, 'p5')
    })
    assert.equal(seen, ['p1', 'p2', 'p4', 'p5'])
  },
)

Turns('stops at what one of them throws', async () => {
  const done: number[] = []
  const failed = await inTurns([1, 2, 3], 1, (one) => {
    if (one === 2) throw new Error('two')
    done.push(one)
  }).catch((error: Error) => error.message)
  assert.is(failed, 'two')
  assert.equal(done, [1])
})

Turns.run()

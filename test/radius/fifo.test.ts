import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fifo } from '#src/radius/fifo.ts'

const Queue = suite('radius/fifo')

Queue('does what an array would, in any order of events', () => {
  const event = fc.constantFrom('push', 'push', 'push', 'shift', 'shift', 'pop')
  fc.assert(
    fc.property(fc.array(event, { maxLength: 600 }), (events) => {
      const fifo = new Fifo<number>()
      const model: number[] = []
      for (const [i, name] of events.entries()) {
        if (name === 'push') {
          fifo.push(i)
          model.push(i)
        } else {
          assert.is(fifo[name](), model[name]())
        }
        assert.is(fifo.size, model.length)
        assert.is(fifo.first, model[0])
      }
    }),
  )
})

Queue('hands out a long queue whole and in order', () => {
  const fifo = new Fifo<number>()
  for (let i = 0; i < 10_000; i++) fifo.push(i)
  for (let i = 0; i < 10_000; i++) assert.is(fifo.shift(), i)
  assert.is(fifo.shift(), undefined)
})

Queue.run()

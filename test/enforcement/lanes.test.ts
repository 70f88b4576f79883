import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Lanes } from '#src/enforcement/lanes.ts'

const LanesSuite = suite('enforcement/lanes')

LanesSuite(
  'runs so many at once in a lane, the rest in turn, and every lane for itself',
  async () => {
    const lanes = new Lanes(2)
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
    const started: string[] = []
    for (const [i, gate] of gates.entries()) {
      lanes.run('a', async () => {
        started.push(`a${i}`)
        await gate.promise
      })
    }
    lanes.run('b', async () => {
      started.push('b0')
    })
    assert.equal(started, ['a0', 'a1', 'b0'])

    gates[1]?.resolve()
    await new Promise((done) => setImmediate(done))
    assert.equal(started, ['a0', 'a1', 'b0', 'a2'])
    for (const { resolve } of gates) resolve()
    await new Promise((done) => setImmediate(done))
    assert.equal(started, ['a0', 'a1', 'b0', 'a2', 'a3'])
  },
)

LanesSuite.run()

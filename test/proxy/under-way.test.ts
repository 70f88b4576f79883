import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UnderWay } from '#src/proxy/under-way.ts'

const Turns = suite('proxy/under-way')

Turns(
  'lets one realm have a share, and all together another, until something is over',
  async () => {
    const underWay = new UnderWay()
    const gate = Promise.withResolvers<void>()
    const fill = (realm: string) => {
      const begun: Promise<void>[] = []
      for (;;) {
        const turn = underWay.run(realm, () => gate.promise)
        if (turn === 'busy') return begun
        begun.push(turn)
      }
    }
    const begun = ['a', 'b', 'c', 'd', 'e'].map(fill)
    assert.equal(
      begun.map(({ length }) => length),
      [256, 256, 256, 256, 0],
    )
    gate.resolve()
    await Promise.all(begun.flat())
    assert.is(fill('e').length, 256)
  },
)

Turns('gives the turn back also when the work fails', async () => {
  const underWay = new UnderWay()
  for (let n = 0; n < 300; n++) {
    const failing = underWay.run('a', () => Promise.reject(new Error('no')))
    assert.is.not(failing, 'busy')
    if (failing !== 'busy') await failing.catch(() => undefined)
  }
})

Turns.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shared } from '#src/kernel/shared.ts'

const Shared = suite('kernel/shared')

Shared('asks once for all who ask while it is under way, and anew afterwards', async () => {
  const asked: string[] = []
  const ask = shared(
    async ({ by }: { id: number; by: string }) => {
      asked.push(by)
      await new Promise(setImmediate)
      return by
    },
    ({ id }) => id,
  )
  const three = [ask({ id: 1, by: 'lan' }), ask({ id: 1, by: 'hai' }), ask({ id: 2, by: 'mai' })]

  assert.equal(await Promise.all(three), ['lan', 'lan', 'mai'])
  assert.is(await ask({ id: 1, by: 'hai' }), 'hai')
  assert.equal(asked, ['lan', 'mai', 'hai'])
})

Shared('gives everybody the failure, and forgets it', async () => {
  let times = 0
  const ask = shared(async (_id: number) => {
    times++
    throw new Error('no way there')
  }, Number)
  const settled = await Promise.allSettled([ask(1), ask(1)])
  assert.equal(
    settled.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  await ask(1).catch(() => undefined)
  assert.is(times, 2)
})

Shared.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { housekeeping } from '#src/app/housekeeping.ts'

const Housekeeping = suite('app/housekeeping')

Housekeeping('goes on when a document cannot be read, and says so', async () => {
  const said: unknown[] = []
  const { promise: tried, resolve } = Promise.withResolvers<void>()
  let times = 0
  const refresh = () => {
    if (++times === 3) resolve()
    throw new Error('gateways.json is damaged')
  }
  const log = (event: string, fields?: object) => void said.push([event, fields])

  using _ = housekeeping({ refresh, log }, async () => undefined, 1)
  await tried
  assert.equal(said, [['app.housekeeping-failed', { says: 'gateways.json is damaged' }]])
})

Housekeeping.run()

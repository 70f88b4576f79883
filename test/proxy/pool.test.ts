import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Home, Standing } from '#src/proxy/home.ts'
import { askInTurn, POOL_TIMING, Pool } from '#src/proxy/pool.ts'
import { CODE, type Code, type Packet } from '#src/radius/wire.ts'

/** Only how it stands matters here. */
const home = (name: string, standing: Standing = 'alive', isWorthAsking = standing !== 'dead') =>
  ({ name, standing, isWorthAsking }) as unknown as Home

const names = (homes: readonly Home[]) =>
  homes.map((one) => (one as unknown as { name: string }).name).join(' ')

const reply = (code: Code) => ({ code }) as Packet

const Pools = suite('proxy/pool')

Pools('asks in the order of the record, those that are well first', () => {
  const pool = (...homes: Home[]) => names(new Pool(homes, 'fail-over').candidates('lan'))
  assert.is(pool(home('a'), home('b'), home('c')), 'a b c')
  assert.is(pool(home('a', 'suspect'), home('b'), home('c')), 'b c a')
  assert.is(pool(home('a', 'reviving'), home('b', 'suspect'), home('c', 'dead')), 'b a')
  assert.is(pool(home('a', 'dead', true), home('b')), 'b a')
  assert.is(pool(home('a', 'dead')), '')
})

Pools('shares users evenly, and sends each always to the same', () => {
  const pool = new Pool([home('a'), home('b'), home('c')], 'balanced')
  const firsts = Array.from({ length: 3000 }, (_, i) => names(pool.candidates(`user-${i}`)).at(0))
  for (const name of ['a', 'b', 'c']) {
    const share = firsts.filter((first) => first === name).length
    assert.ok(share > 900 && share < 1100, `${name}: ${share}`)
  }
  assert.is(names(pool.candidates('lan')), names(pool.candidates('lan')))
})

Pools('goes on to the next when one keeps silent, and gives the last more time', async () => {
  const [a, b] = [home('a'), home('b')]
  const asked: number[] = []
  const answered = await askInTurn([a, b], POOL_TIMING, async (one, retry) => {
    asked.push(retry.attempts)
    return one === b ? reply(CODE.accessReject) : undefined
  })
  assert.is(answered?.home, b)
  assert.is(answered?.reply.code, CODE.accessReject)
  assert.equal(asked, [POOL_TIMING.one.attempts, POOL_TIMING.last.attempts])
})

Pools(
  'RFC 7930 §4: takes a Protocol-Error for one server’s trouble, not for an answer',
  async () => {
    const [a, b] = [home('a'), home('b')]
    const answers = async (one: Home) => reply(one === a ? CODE.protocolError : CODE.accessAccept)
    assert.is((await askInTurn([a, b], POOL_TIMING, answers))?.home, b)
    assert.is(await askInTurn([a], POOL_TIMING, answers), undefined)
  },
)

Pools('asks nobody more once its patience is over', async () => {
  const asked: string[] = []
  const timing = { ...POOL_TIMING, patienceMs: 10 }
  const answered = await askInTurn([home('a'), home('b')], timing, async (one, _, signal) => {
    asked.push(names([one]))
    await new Promise((over) => signal.addEventListener('abort', over))
    return undefined
  })
  assert.is(answered, undefined)
  assert.equal(asked, ['a'])
})

Pools.run()

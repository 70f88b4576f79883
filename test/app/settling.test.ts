import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { settling } from '#src/app/settling.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { WriteBehind } from '#src/store/write-behind.ts'

/** A database that counts how often it is written to, and takes so long each time, or refuses. */
function opened({ takesMs = 0, refuses = false } = {}) {
  const says: string[] = []
  let settled = 0
  const settleAside = async () => {
    settled++
    const until = performance.now() + takesMs
    while (performance.now() < until);
    if (refuses) throw new Fault('store/full', { says: 'the disk is full' })
  }
  const log = (event: string) => void says.push(event)
  const stopped = settling({ behind: { settleAside } as WriteBehind, log })
  return { says, settled: () => settled, [Symbol.dispose]: () => stopped[Symbol.dispose]() }
}

const Settling = suite('app/settling')

Settling('settles again and again', async () => {
  using city = opened()
  while (city.settled() < 3) await wait(5)
  assert.equal(city.says, [])
})

Settling('a settle that takes long is followed by a rest of ten times as long', async () => {
  using city = opened({ takesMs: 20 })
  while (city.settled() < 1) await wait(5)
  await wait(100)
  assert.is(city.settled(), 1)
})

Settling('a database that refuses is left alone for a while, and told of once', async () => {
  using city = opened({ refuses: true })
  while (city.settled() < 1) await wait(5)
  await wait(100)
  assert.is(city.settled(), 1)
  while (city.settled() < 2) await wait(5)
  assert.equal(city.says, ['app.settling-failed'])
})

Settling('nothing is settled once it has stopped', async () => {
  const city = opened()
  city[Symbol.dispose]()
  await wait(60)
  assert.is(city.settled(), 0)
})

Settling.run()

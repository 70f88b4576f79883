import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { settling } from '#src/app/settling.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { WriteBehind } from '#src/store/write-behind.ts'

/** A database that counts how often it is written to, and a journal so many entries ahead of it. */
function opened({ unsettled = 0, refuses = false } = {}) {
  const says: string[] = []
  let settled = 0
  let applied = () => {}
  const settle = () => {
    settled++
    if (refuses) throw new Fault('store/full', { says: 'the disk is full' })
  }
  const log = (event: string) => void says.push(event)
  const behind = { settle } as WriteBehind
  const onApplied = (listen: () => void) => {
    applied = listen
  }
  const journal = { unsettled, onApplied }
  const stopped = settling({ behind, log }, journal)
  return {
    says,
    settled: () => settled,
    apply: () => applied(),
    [Symbol.dispose]: () => stopped[Symbol.dispose](),
  }
}

const Settling = suite('app/settling')

Settling('many entries are settled at the next turn, once, after their answers', async () => {
  using city = opened({ unsettled: 300 })
  city.apply()
  city.apply()
  assert.is(city.settled(), 0)
  await turn()
  assert.is(city.settled(), 1)
})

Settling('few entries wait for others', async () => {
  using city = opened({ unsettled: 3 })
  city.apply()
  await turn()
  assert.is(city.settled(), 0)
})

Settling('a database that refuses is left alone for a while, and told of once', async () => {
  using city = opened({ unsettled: 300, refuses: true })
  for (let i = 0; i < 5; i++) {
    city.apply()
    await turn()
  }
  assert.is(city.settled(), 1)
  assert.equal(city.says, ['app.settling-failed'])
})

Settling('nothing is settled once it has stopped', async () => {
  const city = opened({ unsettled: 300 })
  city.apply()
  city[Symbol.dispose]()
  await turn()
  assert.is(city.settled(), 0)
})

Settling.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Resource } from '#src/device/resource.ts'
import { type Move, moves } from '#src/fleet/order.ts'
import { exhaust } from '#test/exhaust.ts'

const row = (name: string): Resource => ({ path: '/radius', name, set: {} })

function moved(names: readonly string[], steps: readonly Move[]): string[] {
  let held = [...names]
  for (const { resource, before } of steps) {
    held = held.filter((name) => name !== resource.name)
    const at = before ? held.indexOf(before.name) : held.length
    held.splice(at, 0, resource.name)
  }
  return held
}

const Order = suite('fleet/order')

Order(
  'brings every arrangement of four among foreign rows into order, with the fewest moves',
  () => {
    const wanted = ['a', 'b', 'c', 'd']
    const runs = exhaust((choose) => {
      const pool = [...wanted]
      const held: string[] = []
      while (pool.length > 0) {
        const name = choose(pool)
        pool.splice(pool.indexOf(name), 1)
        held.push(name, `*${held.length}`)
      }
      const steps = moves(wanted.map(row), held.filter((name) => wanted.includes(name)).map(row))
      const after = moved(held, steps)

      assert.equal(
        after.filter((name) => wanted.includes(name)),
        wanted,
      )
      assert.equal(
        after.filter((name) => name.startsWith('*')),
        held.filter((name) => name.startsWith('*')),
      )
      assert.ok(steps.length <= 3)
    })
    assert.is(runs, 24)
  },
)

Order('moves one row when one is out of place', () => {
  const steps = moves(['a', 'b', 'c', 'd'].map(row), ['d', 'a', 'b', 'c'].map(row))
  assert.equal(steps, [{ kind: 'move', resource: row('d'), before: undefined }])
})

Order.run()

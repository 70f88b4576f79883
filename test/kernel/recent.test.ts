import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Recent } from '#src/kernel/recent.ts'

const Recents = suite('kernel/recent')

Recents('keeps what was last asked for, and no more than it may', () => {
  const recent = new Recent<number, string>(10)
  for (let i = 0; i < 100; i++) {
    recent.set(i, `${i}`)
    assert.is(recent.get(0), '0', 'asked for all the time')
  }
  for (const i of [97, 98, 99]) assert.is(recent.get(i), `${i}`)
  const held = Array.from({ length: 100 }, (_, i) => recent.get(i)).filter(Boolean)
  assert.ok(held.length <= 10, `${held.length}`)
})

Recents('forgets what it is told to, however old', () => {
  const recent = new Recent<string, number>(4)
  recent.set('a', 1)
  recent.set('b', 2)
  recent.set('c', 3)
  recent.delete('a')
  recent.delete('c')
  assert.equal([recent.get('a'), recent.get('b'), recent.get('c')], [undefined, 2, undefined])
})

Recents.run()

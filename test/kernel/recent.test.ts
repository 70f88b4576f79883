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

Recents('keeps nothing that nobody asks for much longer than it is of use', () => {
  let now = 0
  const recent = new Recent<string, number>(100, 10, () => now)
  recent.set('a', 1)
  recent.set('asked for', 1)
  now = 10
  recent.set('b', 2)
  assert.equal([recent.get('a'), recent.get('asked for')], [1, 1])
  for (now = 20; now <= 40; now += 10) {
    recent.set('c', now)
    assert.is(recent.get('asked for'), 1)
  }
  assert.equal([recent.get('a'), recent.get('b')], [undefined, undefined])
})

Recents.run()

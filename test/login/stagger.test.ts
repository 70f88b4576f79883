import { assert as check, integer, property } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { staggered } from '#src/login/stagger.ts'

const Stagger = suite('login/stagger')

const grants = integer({ min: 1, max: 2 ** 40 })
const told = integer({ min: 60, max: 3600 })

Stagger('RFC 2869 §5.16: takes off a tenth at most, and never goes below a minute', () => {
  void check(
    property(told, grants, (seconds, grant) => {
      const staggers = staggered(seconds, grant)
      assert.ok(Number.isInteger(staggers))
      assert.ok(staggers <= seconds && staggers >= seconds * 0.9 && staggers >= 60)
      assert.is(staggered(seconds, grant), staggers, 'the same whenever it is asked')
    }),
  )
})

Stagger('spreads sessions that begin together over all of that tenth', () => {
  const first = 7_000_000
  const counts = new Map<number, number>()
  for (let n = 0; n < 3000; n++) {
    const seconds = staggered(300, first + n)
    counts.set(seconds, (counts.get(seconds) ?? 0) + 1)
  }
  const many = Array.from({ length: 30 }, (_, less) => counts.get(300 - less) ?? 0)
  assert.ok(Math.min(...many) > 80 && Math.max(...many) < 120, many.join(' '))
})

Stagger.run()

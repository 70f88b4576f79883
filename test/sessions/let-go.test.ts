import { array, assert as check, integer, property, record } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HOUR, MINUTE, SECOND } from '#src/kernel/clock.ts'
import { LetGo } from '#src/sessions/let-go.ts'

const Gone = suite('sessions/let-go')

const session = record({
  gateway: integer({ min: 1, max: 3 }).map((n) => `gw-${n}`),
  id: integer({ min: 0, max: 40 }).map(String),
  startedAt: integer({ min: 0, max: 1000 * SECOND }),
})

Gone('never says no to one that was let go', () => {
  void check(
    property(array(session), integer({ min: -10, max: 1000 * SECOND }), (sessions, since) => {
      const gone = new LetGo(Number.NEGATIVE_INFINITY)
      for (const { gateway, id, startedAt } of sessions) gone.add(gateway, id, startedAt)
      for (const { gateway, id, startedAt } of sessions) {
        if (startedAt >= since) assert.ok(gone.mayHold(gateway, id, since))
      }
    }),
  )
})

Gone('says no to an id that none went by', () => {
  const gone = new LetGo(Number.NEGATIVE_INFINITY)
  for (let n = 0; n < 1000; n++) gone.add('gw-1', n.toString(16), 5)
  assert.not.ok(gone.mayHold('gw-2', '1', 0), 'on another gateway')
  assert.not.ok(gone.mayHold('gw-1', '1000', 0))
})

Gone('says no to an id that began to be used anew, for what began since', () => {
  const gone = new LetGo(Number.NEGATIVE_INFINITY)
  for (const startedAt of [2 * HOUR, HOUR]) gone.add('gw-1', '1', startedAt)
  assert.ok(gone.mayHold('gw-1', '1', 2 * HOUR))
  assert.not.ok(gone.mayHold('gw-1', '1', 2 * HOUR + MINUTE))
})

Gone('knows nothing of those from before, but when the last of them began', () => {
  const gone = new LetGo(100)
  assert.ok(gone.mayHold('gw-1', '1', 100))
  assert.not.ok(gone.mayHold('gw-1', '1', 101))
})

Gone('remembers a bounded number of ids, and of the rest when the last of them began', () => {
  const gone = new LetGo(Number.NEGATIVE_INFINITY)
  const count = 500_000
  for (let n = 0; n < count; n++) gone.add('gw-1', String(n), n)
  for (const n of [0, 1000, 250_000, count - 1]) assert.ok(gone.mayHold('gw-1', String(n), n))
  assert.not.ok(gone.mayHold('gw-1', 'another', count - 100))
  assert.ok(gone.mayHold('gw-1', 'another', 1000), 'it may have been one of those forgotten')
})

Gone.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { messageOf, parseRefusal, REFUSALS, type RefusalReason } from '#src/login/refusal.ts'

const Refusal = suite('login/refusal')

Refusal('explains each reason in a sentence', () => {
  for (const says of Object.values(REFUSALS)) assert.match(says, /^[A-Z].*\.$/)
})

Refusal('tells a guesser of names and passwords nothing', () => {
  const quiet: RefusalReason[] = ['unknown-user', 'wrong-password', 'other-gateway', 'other-device']
  for (const reason of quiet) assert.is(messageOf(reason), undefined)
  assert.is(messageOf('time-spent'), 'time-spent')
})

Refusal('reads back what it sent, and nothing else', () => {
  assert.is(parseRefusal(messageOf('data-spent')), 'data-spent')
  for (const text of ['', 'toString', '__proto__', undefined, 'Data-Spent'])
    assert.is(parseRefusal(text), undefined)
})

Refusal.run()

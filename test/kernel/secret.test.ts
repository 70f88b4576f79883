import { inspect } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Secret } from '#src/kernel/secret.ts'

const Secrets = suite('kernel/secret')

Secrets('is redacted however it is printed', () => {
  const secret = new Secret('hunter2')
  const printed = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), String(secret)]

  for (const text of printed) {
    assert.not.match(text, 'hunter2')
    assert.match(text, '[redacted]')
  }
  assert.is(secret.reveal(), 'hunter2')
})

Secrets.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'
import { sendCode } from '#src/login/phone-code.ts'
import { proveCode, proveDevice } from '#src/login/prove.ts'
import { consent, lan, openTestLogin, visitAs } from '#test/login.ts'

const Grants = suite('login/grant')

Grants('lets no device have itself granted without end', async () => {
  using login = openTestLogin()
  const { ports, inbox, clock } = login
  await sendCode(ports, visitAs(), lan, 'vi')
  const code = inbox[0]?.code ?? ''
  await proveCode(ports, visitAs(), lan, code, { ...consent, remember: true })
  clock.advance(MINUTE)
  for (let n = 1; n < 60; n++) {
    assert.is((await proveDevice(ports, visitAs())).kind, 'granted')
  }

  const tooMany = { kind: 'too-many', retryAfterMs: HOUR - MINUTE }
  assert.equal(await proveDevice(ports, visitAs()), tooMany)
  assert.is(login.rows('access_grant'), 60)
  clock.advance(HOUR - MINUTE)
  assert.is((await proveDevice(ports, visitAs())).kind, 'granted')
})

Grants.run()

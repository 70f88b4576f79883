import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endSession } from '#src/login/end-session.ts'
import type { Granted } from '#src/login/grant.ts'
import { sendCode } from '#src/login/phone-code.ts'
import { proveCode } from '#src/login/prove.ts'
import { sealStatus } from '#src/login/tokens.ts'
import { consent, lan, openTestLogin, sessionOf, visitAs } from '#test/login.ts'

async function openSignedIn() {
  const login = openTestLogin()
  const visit = visitAs()
  await sendCode(login.ports, visit, lan, 'vi')
  const code = login.inbox[0]?.code ?? ''
  const granted = (await proveCode(login.ports, visit, lan, code, consent)) as Granted
  return { ...login, granted }
}

const End = suite('login/end-session')

for (const [answer, ending] of [
  [{ kind: 'ack' }, 'ended'],
  [{ kind: 'nak', errorCause: 503 }, 'ended'],
  [{ kind: 'nak', errorCause: 501 }, 'unanswered'],
  [{ kind: 'nak', errorCause: undefined }, 'unanswered'],
  [{ kind: 'silent' }, 'unanswered'],
] as const) {
  End(`says ${ending} when the gateway says ${JSON.stringify(answer)}`, async () => {
    using login = await openSignedIn()
    const session = sessionOf(login.granted.grant, login.clock())
    login.world.session = session
    login.world.gatewayAnswer = answer

    assert.equal(await endSession(login.ports, login.granted.statusToken), { kind: ending })
    assert.equal(login.world.disconnected, [session])
  })
}

End('asks no gateway about what is not online', async () => {
  using login = await openSignedIn()
  const { grant, statusToken } = login.granted
  assert.equal(await endSession(login.ports, statusToken), { kind: 'not-online' })

  login.world.session = sessionOf(grant, login.clock(), { stoppedAt: login.clock() })
  assert.equal(await endSession(login.ports, statusToken), { kind: 'not-online' })
  assert.equal(login.world.disconnected, [])
})

End('ends nothing for a stranger', async () => {
  using login = await openSignedIn()
  login.world.session = sessionOf(login.granted.grant, login.clock())
  assert.equal(await endSession(login.ports, 'x'), { kind: 'unknown' })
  assert.equal(await endSession(login.ports, sealStatus(login.keyring, 99)), { kind: 'unknown' })
  assert.equal(login.world.disconnected, [])
})

End.run()

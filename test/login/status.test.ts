import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, HOUR, MINUTE } from '#src/kernel/clock.ts'
import type { Granted } from '#src/login/grant.ts'
import { sendCode } from '#src/login/phone-code.ts'
import { proveCode } from '#src/login/prove.ts'
import { type Access, status } from '#src/login/status.ts'
import { sealStatus } from '#src/login/tokens.ts'
import { consent, lan, openTestLogin, sessionOf, visitAs } from '#test/login.ts'

async function openSignedIn() {
  const login = openTestLogin()
  const visit = visitAs()
  await sendCode(login.ports, visit, lan, 'vi')
  const code = login.inbox[0]?.code ?? ''
  const granted = (await proveCode(login.ports, visit, lan, code, consent)) as Granted
  const access = (): Access => {
    const answer = status(login.ports, granted.statusToken)
    assert.ok(answer.kind === 'known')
    return answer.access
  }
  return { ...login, granted, access }
}

const Status = suite('login/status')

Status('forgets a stay a week after it could have ended', async () => {
  using login = await openSignedIn()
  login.clock.advance(7 * DAY + 2 * HOUR)
  assert.is(status(login.ports, login.granted.statusToken).kind, 'known')
  login.clock.advance(2 * MINUTE)
  assert.is(status(login.ports, login.granted.statusToken).kind, 'unknown')
})

Status('waits for the gateway’s first word, then gives up', async () => {
  using login = await openSignedIn()
  assert.equal(login.access(), {
    state: 'waiting',
    plan: login.access().plan,
    site: 'hon-gai',
    day: { seconds: 480 * 60, octets: 2_000_000_000 },
    month: { seconds: undefined, octets: undefined },
    stay: { seconds: 0, octets: undefined },
    devices: 0,
    spent: undefined,
    closesAt: undefined,
    session: undefined,
  })
  login.clock.advance(2 * MINUTE)
  assert.is(login.access().state, 'ended')
})

Status('counts what is left by what was reported and the time since', async () => {
  using login = await openSignedIn()
  login.clock.advance(HOUR)
  login.world.session = sessionOf(login.granted.grant, login.clock())
  login.world.used = { seconds: 3000, octets: 10_000_000 }

  const { state, day, stay, devices } = login.access()
  assert.is(state, 'online')
  assert.equal(day, { seconds: 480 * 60 - 3000 - 600, octets: 1_990_000_000 })
  assert.is(stay.seconds, 60 * 60)
  assert.is(devices, 1)

  login.clock.advance(MINUTE)
  assert.is(login.access().day.seconds, 480 * 60 - 3000 - 660)
  assert.is(login.access().stay.seconds, 59 * 60)
})

Status('never tells of less than nothing', async () => {
  using login = await openSignedIn()
  login.world.session = sessionOf(login.granted.grant, login.clock(), { startedAt: 0 })
  login.world.used = { seconds: 1e6, octets: 1e12 }
  const { day, stay } = login.access()
  assert.equal([day.seconds, day.octets, stay.seconds], [0, 0, 0])
})

Status('knows an ended session', async () => {
  using login = await openSignedIn()
  const stoppedAt = login.clock()
  login.world.session = sessionOf(login.granted.grant, login.clock(), { stoppedAt })
  assert.is(login.access().state, 'ended')
  assert.is(login.access().stay.seconds, 0)
})

Status('tells a stranger nothing', async () => {
  using login = await openSignedIn()
  for (const token of ['', 'x', undefined, sealStatus(login.keyring, 99)])
    assert.equal(status(login.ports, token), { kind: 'unknown' })
})

Status.run()

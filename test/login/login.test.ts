import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loginLocation } from '#src/hotspot/dialect.ts'
import { DAY, HOUR } from '#src/kernel/clock.ts'
import { Login } from '#src/login/login.ts'
import { consent, lan, openTestLogin, requestWith, sessionOf, visitAs } from '#test/login.ts'

const City = suite('login/login')

City('takes a phone from its redirect to the Internet and out again', async () => {
  using house = openTestLogin()
  const login = new Login(house.ports)
  const page = login.sealVisit(visitAs())

  const visit = login.openVisit(page)
  assert.ok(visit)
  assert.is((await login.sendCode(visit, lan, 'vi')).kind, 'sent')
  const typed = house.inbox[0]?.code ?? ''
  const proof = await login.proveCode(visit, lan, typed, { ...consent, remember: true })
  assert.ok(proof.kind === 'granted')

  const options = { uamSecret: undefined, landing: 'https://wifi.example/status' }
  const location = new URL(loginLocation(visit, proof.credential, options))
  const brought = {
    userName: location.searchParams.get('username') ?? '',
    password: location.searchParams.get('password') ?? '',
  }
  const reply = await login.authorize(requestWith(brought, visit))
  assert.ok(reply.kind === 'accept')
  const grant = house.ports.classes.grantOf(reply.class, 'hg-1')
  assert.is(grant, proof.grant)

  house.world.session = sessionOf(proof.grant, house.clock())
  const status = login.status(proof.statusToken)
  assert.is(status.kind === 'known' && status.access.state, 'online')
  assert.equal(await login.end(proof.statusToken), { kind: 'ended' })

  assert.ok(login.isRemembered(visitAs()))
  assert.is((await login.proveDevice(visitAs())).kind, 'granted')
})

City('clears away what nothing needs any more, and no sooner', async () => {
  using house = openTestLogin()
  const login = new Login(house.ports)
  const visit = visitAs()
  await login.sendCode(visit, lan, 'vi')
  await login.proveCode(visit, lan, house.inbox[0]?.code ?? '', consent)
  await login.proveVoucher(visit, '2222-2222-2222', consent)
  await login.authorize(requestWith({ userName: 'w-nobody', password: '' }, visit))
  const kept = () =>
    ['phone_code', 'voucher_miss', 'credential', 'refusal', 'access_grant'].map(house.rows)

  house.clock.advance(23 * HOUR)
  await login.tidy()
  assert.equal(kept(), [1, 1, 1, 1, 1])
  house.clock.advance(2 * DAY)
  await login.tidy()
  assert.equal(kept(), [0, 0, 0, 1, 1])
  house.clock.advance(30 * DAY)
  await login.tidy()
  assert.equal(kept(), [0, 0, 0, 0, 1])
})

City.run()

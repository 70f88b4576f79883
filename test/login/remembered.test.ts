import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE, SECOND } from '#src/kernel/clock.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { Login } from '#src/login/login.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { macNumber, sessionOf, visitAs } from '#test/login.ts'
import {
  arrival,
  ask,
  grantIn,
  lastRefusal,
  openMacLogin,
  remember,
  STRANGER,
  signIn,
} from '#test/mac-login.ts'

const minh = parsePhone('0987 654 321') as Phone

const Remembered = suite('login/remembered')

Remembered('gives a new random address of the same person back to them', async () => {
  using login = openMacLogin()
  const { people, grants } = login.ports
  const first = await signIn(login, { mac: macNumber(1) })
  login.clock.advance(MINUTE)
  const second = await signIn(login, { mac: macNumber(2) })
  const [before, after] = [first, second].map(({ grant }) => grants.find(grant))
  assert.is(after?.person, before?.person)
  assert.is.not(after?.device, before?.device)
  assert.is(people.deviceOf(macNumber(2))?.person, before?.person)
  const reply = await ask(login, arrival({}, { mac: macNumber(2) }))
  assert.is(grantIn(login, reply)?.person, before?.person)
})

Remembered(
  'is no longer the first owner’s when another person signs in on the device',
  async () => {
    using login = openMacLogin()
    await signIn(login)
    login.clock.advance(MINUTE)
    await signIn(login, { phone: minh, consent: { ...remember, remember: false } })
    assert.equal(await ask(login), STRANGER)
  },
)

Remembered('raises an alarm in two communes at once, until its owner signs in again', async () => {
  using login = openMacLogin()
  const { grants, alarms } = login.ports
  const { grant } = await signIn(login)
  const { person, device = 0 } = grants.find(grant) ?? {}
  const live = sessionOf(grant, login.clock(), { person, device, updatedAt: login.clock() })
  login.world.session = live
  const far = arrival({}, { gateway: 'bc-1' })

  assert.is((await ask(login, far)).kind, 'reject')
  assert.is(lastRefusal(login)?.reason, 'two-places')
  const raised = { id: 1, device, at: login.clock(), gateway: 'bc-1', elsewhere: 'hg-1' }
  assert.equal(alarms.recent(5), [{ ...raised, settledAt: undefined }])

  login.world.session = undefined
  assert.is((await ask(login)).kind, 'reject')
  assert.is(lastRefusal(login)?.reason, 'two-places')
  const portal = new Login(login.ports)
  assert.is(portal.isRemembered(visitAs()), false)
  assert.equal(await portal.proveDevice(visitAs()), { kind: 'not-remembered' })
  assert.is(alarms.recent(5).length, 1)

  login.clock.advance(MINUTE)
  await signIn(login)
  assert.is((await ask(login)).kind, 'accept')
  assert.equal(alarms.recent(5), [{ ...raised, settledAt: login.clock() }])
})

Remembered('takes a walk to the next gateway, or an old session, for no second place', async () => {
  using login = openMacLogin()
  const { grants, alarms } = login.ports
  const { grant } = await signIn(login)
  const { person, device = 0 } = grants.find(grant) ?? {}
  const live = sessionOf(grant, login.clock(), { person, device, updatedAt: login.clock() })
  login.world.session = live
  assert.is((await ask(login, arrival({}, { gateway: 'hg-2' }))).kind, 'accept')

  const heard = login.clock() - PUBLIC_PLAN.interimSeconds * 1.5 * SECOND
  login.world.session = { ...live, updatedAt: heard }
  assert.is((await ask(login, arrival({}, { gateway: 'bc-1' }))).kind, 'accept')
  assert.equal(alarms.recent(5), [])
})

Remembered.run()

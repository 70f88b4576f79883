import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, MINUTE } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { Login } from '#src/login/login.ts'
import { macOf } from '#src/login/mac-auth.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { GUEST_PLAN, macNumber, requestWith, sessionOf, visitAs } from '#test/login.ts'
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

const MacAuth = suite('login/mac-auth')

MacAuth('reads the address in every spelling gateways have, and only its own', () => {
  const [userName, callingStation] = ['w-1', macNumber(0xabcdef)]
  const spelled = [
    '02:02:02:ab:cd:ef',
    '02-02-02-AB-CD-EF',
    '0202.02ab.cdef',
    '020202abcdef',
    '0202:02AB:CDEF',
    '020202-ABCDEF',
    '02 02 02 AB CD EF',
  ]
  for (const name of spelled) assert.is(macOf({ userName: name, callingStation }), callingStation)
  assert.is(macOf({ userName, callingStation }), undefined)
  assert.is(macOf({ userName: macNumber(1), callingStation }), undefined)
  assert.is(macOf({ userName: macNumber(1), callingStation: undefined }), undefined)
})

MacAuth('lets a remembered device in on the same terms as the portal’s sign-in', async () => {
  using login = openMacLogin()
  const first = await signIn(login)
  const bySignIn = await ask(login, requestWith(first.credential, visitAs()))
  const byAddress = await ask(login)
  if (bySignIn.kind !== 'accept' || byAddress.kind !== 'accept') throw new Error('not let in')
  const { interimSeconds } = bySignIn.limits
  assert.equal({ ...byAddress.limits, interimSeconds }, bySignIn.limits)

  const grant = grantIn(login, byAddress)
  const { person, device, plan } = login.ports.grants.find(first.grant) ?? {}
  assert.is.not(grant?.id, first.grant)
  assert.equal(
    [grant?.person, grant?.device, grant?.plan, grant?.proof, grant?.site],
    [person, device, plan, 'device', 'hon-gai'],
  )
})

MacAuth('believes the address whatever its gateway fills in for a password', async () => {
  using login = openMacLogin()
  await signIn(login)
  const digest = Buffer.alloc(16)
  for (const proof of [
    { kind: 'pap', password: Buffer.from(visitAs().mac) },
    { kind: 'chap', id: 1, challenge: digest, response: digest },
  ] as const)
    assert.is((await ask(login, arrival({ proof }))).kind, 'accept')
})

MacAuth('knows only who asked to be remembered, and keeps nothing of strangers', async () => {
  using login = openMacLogin()
  assert.equal(await ask(login), STRANGER)
  await signIn(login, { consent: { ...remember, remember: false } })
  const grants = login.rows('access_grant')
  assert.equal(await ask(login), STRANGER)
  assert.is(login.rows('access_grant'), grants)
  assert.is(lastRefusal(login), undefined)
})

MacAuth('forgets when its time is up', async () => {
  using login = openMacLogin()
  await signIn(login)
  login.clock.advance(30 * DAY - MINUTE)
  assert.is((await ask(login)).kind, 'accept')
  login.clock.advance(MINUTE)
  assert.equal(await ask(login), STRANGER)
})

MacAuth('forgets a device, or all of a person, when told to', async () => {
  using login = openMacLogin()
  const { people, grants } = login.ports
  const [phone, tablet] = [macNumber(1), macNumber(2)] as [Mac, Mac]
  const at = (mac: Mac) => arrival({}, { mac })
  const { grant } = await signIn(login, { mac: phone })
  login.clock.advance(MINUTE)
  await signIn(login, { mac: tablet })
  const { person = 0, device = 0 } = grants.find(grant) ?? {}

  people.revokeDevice(device)
  assert.equal(await ask(login, at(phone)), STRANGER)
  assert.is((await ask(login, at(tablet))).kind, 'accept')
  assert.is(people.revokeDevices(person, login.clock()), 1)
  assert.equal(await ask(login, at(tablet)), STRANGER)
})

MacAuth(
  'stays out for a while after signing out, unless its owner presses the button',
  async () => {
    using login = openMacLogin()
    const { grant, statusToken } = await signIn(login)
    const { person, device = 0 } = login.ports.grants.find(grant) ?? {}
    login.world.session = sessionOf(grant, login.clock(), { person, device })
    const portal = new Login(login.ports)
    assert.equal(await portal.end(statusToken), { kind: 'ended' })
    login.world.session = undefined
    assert.equal(await ask(login), STRANGER)
    login.clock.advance(15 * MINUTE)
    assert.is((await ask(login)).kind, 'accept')

    login.world.session = sessionOf(grant, login.clock(), { person, device })
    await portal.end(statusToken)
    login.world.session = undefined
    assert.equal(await ask(login), STRANGER)
    assert.is((await portal.proveDevice(visitAs())).kind, 'granted')
    assert.is((await ask(login)).kind, 'accept')
  },
)

MacAuth('never opens past a spent allowance', async () => {
  using login = openMacLogin()
  await signIn(login)
  login.world.used = { seconds: 0, octets: (PUBLIC_PLAN.dayMegabytes ?? 0) * 1_000_000 }
  assert.equal(await ask(login), { kind: 'reject', message: 'data-spent' })
  login.world.used = { seconds: (PUBLIC_PLAN.dayMinutes ?? 0) * 60, octets: 0 }
  assert.equal(await ask(login), { kind: 'reject', message: 'time-spent' })
})

MacAuth('holds to the devices at once and the opening hours as any sign-in does', async () => {
  using login = openMacLogin()
  login.world.plans = [{ ...PUBLIC_PLAN, devices: 1 }]
  const [phone, tablet] = [macNumber(1), macNumber(2)] as [Mac, Mac]
  await signIn(login, { mac: phone })
  login.clock.advance(MINUTE)
  await signIn(login, { mac: tablet })
  assert.is((await ask(login, arrival({}, { mac: phone }))).kind, 'accept')
  assert.equal(await ask(login, arrival({}, { mac: tablet })), {
    kind: 'reject',
    message: 'too-many-devices',
  })
  login.world.opening = { isOpen: false, opensAt: login.clock() + DAY }
  assert.equal(await ask(login, arrival({}, { mac: phone })), { kind: 'reject', message: 'closed' })
})

MacAuth('lets a voucher’s device in on its plan until its last day', async () => {
  using login = openMacLogin()
  const { vouchers } = login.ports
  const { codes } = vouchers.issue({
    plan: GUEST_PLAN.id,
    count: 1,
    note: '',
    issuedBy: 'test',
    expiresAt: login.clock() + DAY,
  })
  const portal = new Login(login.ports)
  await portal.proveVoucher(visitAs(), codes[0] ?? '', remember)
  assert.is(grantIn(login, await ask(login))?.plan, GUEST_PLAN.id)
  login.clock.advance(DAY)
  assert.equal(await ask(login), STRANGER)
})

MacAuth('serves only gateways whose record says so', async () => {
  using login = openMacLogin()
  await signIn(login)
  login.world.macAuth.delete('hg-1')
  assert.is((await ask(login)).kind, 'reject')
  assert.is(lastRefusal(login)?.reason, 'unknown-user')
  assert.is((await ask(login, arrival({}, { gateway: 'hg-2' }))).kind, 'accept')
})

MacAuth('keeps no address in the clear, whoever typed it', async () => {
  using login = openMacLogin()
  await ask(login, arrival({ userName: macNumber(7) }))
  assert.is(lastRefusal(login)?.reason, 'unknown-user')
  assert.is(lastRefusal(login)?.userName, '')
})

MacAuth(
  'is refused past the grants a device may have, and says so to the administrator',
  async () => {
    using login = openMacLogin()
    await signIn(login)
    let reply = await ask(login)
    for (let n = 0; n < 60 && reply.kind === 'accept'; n++) reply = await ask(login)
    assert.equal(reply, { kind: 'reject' })
    assert.is(lastRefusal(login)?.reason, 'too-many-grants')
  },
)

MacAuth.run()

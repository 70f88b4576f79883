import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Visit } from '#src/hotspot/visit.ts'
import { DAY, HOUR, MINUTE } from '#src/kernel/clock.ts'
import type { Granted } from '#src/login/grant.ts'
import { sendCode } from '#src/login/phone-code.ts'
import { proveCode, proveDevice, proveVoucher } from '#src/login/prove.ts'
import { isKnown } from '#src/login/remembered.ts'
import { openStatus } from '#src/login/tokens.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { consent, GUEST_PLAN, lan, macNumber, openTestLogin, visitAs } from '#test/login.ts'

type TestLogin = ReturnType<typeof openTestLogin>
const remember = { ...consent, remember: true }

async function codeFor(login: TestLogin, visit: Visit): Promise<string> {
  await sendCode(login.ports, visit, lan, 'vi')
  return login.inbox.at(-1)?.code ?? ''
}

async function signIn(login: TestLogin, visit: Visit, agreed = consent) {
  return proveCode(login.ports, visit, lan, await codeFor(login, visit), agreed)
}

function voucherOf(login: TestLogin, plan = 'guest', life = DAY): string {
  const draft = { plan, note: '', issuedBy: 'lan', expiresAt: login.clock() + life, count: 1 }
  return login.ports.vouchers.issue(draft).codes[0] ?? ''
}

const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000')

const Prove = suite('login/prove')

Prove('grants a minute to bring the credential to the gateway', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const granted = (await signIn(login, visit)) as Granted

  assert.is(granted.kind, 'granted')
  assert.match(granted.credential.userName, /^w-[\w-]{22}$/)
  assert.match(granted.credential.password, /^[\w-]{24}$/)
  assert.is(openStatus(login.keyring, granted.statusToken), granted.grant)
  const held = login.ports.credentials.find(granted.credential.userName)
  assert.ok(held && held !== 'used')
  assert.is(held.expiresAt, login.clock() + MINUTE)
  assert.is(held.password, granted.credential.password)
  assert.equal(held.grant, {
    id: granted.grant,
    person: 1,
    device: 1,
    gateway: 'hg-1',
    site: 'hon-gai',
    plan: 'public',
    proof: 'phone-code',
    grantedAt: login.clock(),
    expiresAt: login.clock() + MINUTE + PUBLIC_PLAN.sessionMinutes * MINUTE,
  })
})

Prove('stores a person only with the right code, and then what they agreed to', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const code = await codeFor(login, visit)
  assert.equal(await proveCode(login.ports, visit, lan, wrongOf(code), consent), {
    kind: 'wrong-code',
    triesLeft: 4,
  })
  assert.equal([login.rows('person'), login.rows('device'), login.rows('access_grant')], [0, 0, 0])

  await proveCode(login.ports, visit, lan, code, consent)
  const row = login.database.get<{ v: string; at: number }>(
    'SELECT consent_version AS v, consent_at AS at FROM person',
  )
  assert.equal({ ...row }, { v: consent.version, at: login.clock() })
})

Prove('refuses the right code after five wrong ones', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const code = await codeFor(login, visit)
  for (let i = 0; i < 5; i++) await proveCode(login.ports, visit, lan, wrongOf(code), consent)
  assert.equal(await proveCode(login.ports, visit, lan, code, consent), { kind: 'code-expired' })
})

Prove('evaluates five of fifty wrong tries that arrive at once', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const code = await codeFor(login, visit)
  const wrong = wrongOf(code)

  const tries = Array.from({ length: 50 }, () => proveCode(login.ports, visit, lan, wrong, consent))
  const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
  assert.is(kinds.filter((kind) => kind === 'wrong-code').length, 5)
  assert.is(kinds.filter((kind) => kind === 'code-expired').length, 45)
})

Prove('grants once when the right code arrives fifty times at once', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const code = await codeFor(login, visit)
  const tries = Array.from({ length: 50 }, () => proveCode(login.ports, visit, lan, code, consent))
  const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
  assert.is(kinds.filter((kind) => kind === 'granted').length, 1)
  assert.is(login.rows('access_grant'), 1)
})

Prove('takes the code from a fresh visit of the same device', async () => {
  using login = openTestLogin()
  const code = await codeFor(login, visitAs())
  login.clock.advance(9 * MINUTE)
  const back = visitAs()
  assert.is((await proveCode(login.ports, back, lan, code, consent)).kind, 'granted')
})

Prove('does not take the code of another device', async () => {
  using login = openTestLogin()
  const code = await codeFor(login, visitAs())
  const thief = visitAs({ mac: macNumber(1) })
  assert.is((await proveCode(login.ports, thief, lan, code, consent)).kind, 'code-expired')
})

Prove('refuses a code ten minutes old', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const code = await codeFor(login, visit)
  login.clock.advance(10 * MINUTE)
  assert.is((await proveCode(login.ports, visit, lan, code, consent)).kind, 'code-expired')
})

for (const [kind, used] of [
  ['time-spent', { seconds: 480 * 60, octets: 0 }],
  ['data-spent', { seconds: 0, octets: 2_000_000_000 }],
] as const) {
  Prove(`grants nothing more today: ${kind}`, async () => {
    using login = openTestLogin()
    login.world.used = used
    assert.equal(await signIn(login, visitAs()), { kind })
    assert.is(login.rows('credential'), 0)
  })
}

Prove('remembers a device only where its owner ticked the box', async () => {
  using login = openTestLogin()
  await signIn(login, visitAs())
  assert.not.ok(isKnown(login.ports, visitAs().mac))
  assert.equal(await proveDevice(login.ports, visitAs()), { kind: 'not-remembered' })

  login.clock.advance(MINUTE)
  await signIn(login, visitAs(), remember)
  assert.ok(isKnown(login.ports, visitAs().mac))
  const granted = (await proveDevice(login.ports, visitAs({ gateway: 'hg-2' }))) as Granted
  assert.is(granted.kind, 'granted')
  assert.is(login.ports.grants.find(granted.grant)?.proof, 'device')
  assert.is(login.ports.grants.find(granted.grant)?.gateway, 'hg-2')
})

Prove('remembers for thirty days', async () => {
  using login = openTestLogin()
  await signIn(login, visitAs(), remember)
  login.clock.advance(30 * DAY - 1)
  assert.is((await proveDevice(login.ports, visitAs())).kind, 'granted')
  login.clock.advance(1)
  assert.is((await proveDevice(login.ports, visitAs())).kind, 'not-remembered')
})

Prove('forgets a device whose owner signs in again with the box unticked', async () => {
  using login = openTestLogin()
  await signIn(login, visitAs(), remember)
  login.clock.advance(MINUTE)
  await signIn(login, visitAs())
  assert.not.ok(isKnown(login.ports, visitAs().mac))
})

Prove('does not know a device that never signed in', async () => {
  using login = openTestLogin()
  const stranger = visitAs({ mac: macNumber(9) })
  assert.equal(await proveDevice(login.ports, stranger), { kind: 'not-remembered' })
})

Prove('lets a voucher in on its own plan, however it is typed', async () => {
  using login = openTestLogin()
  const code = voucherOf(login)
    .toLowerCase()
    .replaceAll(/(.{4})/g, '$1 ')
  const granted = (await proveVoucher(login.ports, visitAs(), code, consent)) as Granted
  const grant = login.ports.grants.find(granted.grant)
  assert.is(grant?.plan, 'guest')
  assert.is(grant?.expiresAt, login.clock() + MINUTE + GUEST_PLAN.sessionMinutes * MINUTE)
})

Prove('lets a voucher in no longer than its last day', async () => {
  using login = openTestLogin()
  const code = voucherOf(login, 'guest', 20 * MINUTE)
  const granted = (await proveVoucher(login.ports, visitAs(), code, consent)) as Granted
  assert.is(login.ports.grants.find(granted.grant)?.expiresAt, login.clock() + 20 * MINUTE)
})

Prove('lets the same device back with its voucher, as the same person', async () => {
  using login = openTestLogin()
  const code = voucherOf(login)
  const first = (await proveVoucher(login.ports, visitAs(), code, consent)) as Granted
  const again = (await proveVoucher(login.ports, visitAs(), code, consent)) as Granted
  const personOf = ({ grant }: Granted) => login.ports.grants.find(grant)?.person
  assert.is(personOf(again), personOf(first))

  const other = visitAs({ mac: macNumber(1) })
  assert.equal(await proveVoucher(login.ports, other, code, consent), { kind: 'spent-voucher' })
  login.clock.advance(DAY)
  assert.equal(await proveVoucher(login.ports, visitAs(), code, consent), {
    kind: 'expired-voucher',
  })
})

Prove('redeems a voucher for one of fifty phones at once', async () => {
  using login = openTestLogin()
  const code = voucherOf(login)
  const tries = Array.from({ length: 50 }, (_, n) =>
    proveVoucher(login.ports, visitAs({ mac: macNumber(n) }), code, consent),
  )
  const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
  assert.is(kinds.filter((kind) => kind === 'granted').length, 1)
  assert.is(kinds.filter((kind) => kind === 'spent-voucher').length, 49)
  assert.is(login.rows('person'), 1)
})

Prove('remembers a voucher’s device as long as the voucher lasts, on its plan', async () => {
  using login = openTestLogin()
  const code = voucherOf(login, 'guest', 2 * HOUR)
  await proveVoucher(login.ports, visitAs(), code, consent)
  assert.not.ok(isKnown(login.ports, visitAs().mac))
  await proveVoucher(login.ports, visitAs(), code, remember)
  const granted = (await proveDevice(login.ports, visitAs())) as Granted
  assert.is(login.ports.grants.find(granted.grant)?.plan, 'guest')

  login.clock.advance(2 * HOUR)
  assert.equal(await proveDevice(login.ports, visitAs()), { kind: 'not-remembered' })
})

Prove('makes a guesser of vouchers wait, and nobody else', async () => {
  using login = openTestLogin()
  const guesser = visitAs({ mac: macNumber(1) })
  for (let i = 0; i < 10; i++) {
    const proof = await proveVoucher(login.ports, guesser, '2222-2222-2222', consent)
    assert.equal(proof, { kind: 'unknown-voucher' })
  }
  const code = voucherOf(login)
  assert.equal(await proveVoucher(login.ports, guesser, code, consent), {
    kind: 'too-many',
    retryAfterMs: HOUR,
  })
  assert.is((await proveVoucher(login.ports, visitAs(), code, consent)).kind, 'granted')
})

Prove('lets the neighbours of a voucher guesser in with their codes', async () => {
  using login = openTestLogin()
  for (let i = 0; i < 400; i++) {
    const guesser = visitAs({ mac: macNumber(1) })
    await proveVoucher(login.ports, guesser, '2222-2222-2222', consent)
  }
  assert.is(login.rows('voucher_miss'), 120)
  assert.is((await signIn(login, visitAs())).kind, 'granted')
})

Prove('says that what cannot be a voucher is none, and counts nothing', async () => {
  using login = openTestLogin()
  assert.equal(await proveVoucher(login.ports, visitAs(), 'xin chào', consent), {
    kind: 'unknown-voucher',
  })
  assert.is(login.rows('voucher_miss'), 0)
})

Prove('gives a voucher whose plan is gone the public plan', async () => {
  using login = openTestLogin()
  const code = voucherOf(login, 'removed')
  const granted = (await proveVoucher(login.ports, visitAs(), code, consent)) as Granted
  assert.is(login.ports.grants.find(granted.grant)?.plan, 'public')
})

Prove('sends a visit of a removed gateway back to where it came from', async () => {
  using login = openTestLogin()
  const gone = visitAs({ gateway: 'gone' })
  const expired = { kind: 'visit-expired' }
  assert.equal(await proveCode(login.ports, gone, lan, '123456', consent), expired)
  assert.equal(await proveVoucher(login.ports, gone, voucherOf(login), consent), expired)
  assert.equal(await proveDevice(login.ports, gone), expired)
})

Prove.run()

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Credential, Visit } from '#src/hotspot/visit.ts'
import { DAY, MINUTE, SECOND } from '#src/kernel/clock.ts'
import type { Fault } from '#src/kernel/fault.ts'
import { authorize } from '#src/login/authorize.ts'
import { CredentialStore } from '#src/login/credential-store.ts'
import type { Granted } from '#src/login/grant.ts'
import { sendCode } from '#src/login/phone-code.ts'
import { proveCode, proveVoucher } from '#src/login/prove.ts'
import type { RefusalReason } from '#src/login/refusal.ts'
import { staggered } from '#src/login/stagger.ts'
import type { AccessReply, AccessRequest } from '#src/radius/message.ts'
import { systemDisk } from '#src/store/disk.ts'
import { Journal } from '#src/store/journal.ts'
import { fillable } from '#test/house.ts'
import { consent, lan, macNumber, openTestLogin, requestWith, visitAs } from '#test/login.ts'

type TestLogin = ReturnType<typeof openTestLogin>

async function signIn(login: TestLogin, visit: Visit): Promise<Granted> {
  await sendCode(login.ports, visit, lan, 'vi')
  const code = login.inbox.at(-1)?.code ?? ''
  return (await proveCode(login.ports, visit, lan, code, consent)) as Granted
}

const Authorize = suite('login/authorize')

Authorize('lets a granted phone in with what is left and a Class of ours', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const granted = await signIn(login, visit)
  login.world.used = { seconds: 470 * 60, octets: 1_500_000_000 }

  const reply = await authorize(login.ports, requestWith(granted.credential, visit))
  assert.ok(reply.kind === 'accept')
  assert.equal(reply.limits, {
    sessionSeconds: 600,
    idleSeconds: 600,
    interimSeconds: staggered(300, granted.grant),
    rate: { upKbps: 5000, downKbps: 10_000 },
    octets: 500_000_000,
  })
  assert.is(login.ports.classes.grantOf(reply.class, 'hg-1'), granted.grant)
})

Authorize('RFC 4372 §2.2: names the person, always alike and opaquely, to who asks', async () => {
  using login = openTestLogin()
  const named = async (asksChargeableUser: boolean) => {
    const visit = visitAs()
    const { credential } = await signIn(login, visit)
    const request = { ...requestWith(credential, visit), asksChargeableUser }
    const reply = await authorize(login.ports, request)
    login.clock.advance(MINUTE)
    return reply.kind === 'accept' ? reply.chargeableUser : undefined
  }
  const [first, second] = [await named(true), await named(true)]
  assert.is(first?.length, 16)
  assert.equal(second, first)
  assert.is(await named(false), undefined)
})

Authorize('gives a fresh person the whole session of the plan', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const { credential } = await signIn(login, visit)
  login.clock.advance(59 * SECOND)
  const reply = await authorize(login.ports, requestWith(credential, visit))
  assert.is(reply.kind === 'accept' && reply.limits.sessionSeconds, 120 * 60)
})

Authorize('takes CHAP as it takes PAP', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const { credential } = await signIn(login, visit)
  const challenge = Buffer.from('5b1d296db7826a655411dcd83ee25154', 'hex')
  const response = createHash('md5')
    .update(Buffer.of(7))
    .update(credential.password)
    .update(challenge)
    .digest()
  const proof = { kind: 'chap', id: 7, challenge, response } as const
  const reply = await authorize(login.ports, requestWith(credential, visit, { proof }))
  assert.is(reply.kind, 'accept')
})

Authorize('lets one of fifty in that bring the same credential at once', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const { credential } = await signIn(login, visit)
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => authorize(login.ports, requestWith(credential, visit))),
  )
  assert.is(replies.filter(({ kind }) => kind === 'accept').length, 1)
})

Authorize('ends a voucher’s session when the voucher ends', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const expiresAt = login.clock() + 20 * MINUTE
  const draft = { plan: 'guest', note: '', issuedBy: 'lan', expiresAt, count: 1 }
  const [code = ''] = login.ports.vouchers.issue(draft).codes
  const granted = (await proveVoucher(login.ports, visit, code, consent)) as Granted
  const reply = await authorize(login.ports, requestWith(granted.credential, visit))
  assert.is(reply.kind === 'accept' && reply.limits.sessionSeconds, 20 * 60)
})

type Case = {
  readonly reason: RefusalReason
  readonly says: AccessReply
  readonly request?: Partial<AccessRequest>
  readonly before?: (login: TestLogin, credential: Credential, visit: Visit) => unknown
}
const silent: AccessReply = { kind: 'reject' }
const told = (message: string): AccessReply => ({ kind: 'reject', message })
const nas = (id: string) => ({ ...requestWith({ userName: '', password: '' }, visitAs()).nas, id })

const cases: readonly Case[] = [
  { reason: 'unknown-user', says: silent, request: { userName: 'w-nobody' } },
  {
    reason: 'wrong-password',
    says: silent,
    request: { proof: { kind: 'pap', password: Buffer.from('guess') } },
  },
  { reason: 'other-gateway', says: silent, request: { nas: nas('hg-2') } },
  { reason: 'other-device', says: silent, request: { callingStation: macNumber(1) } },
  { reason: 'other-device', says: silent, request: { callingStation: undefined } },
  {
    reason: 'used',
    says: told('used'),
    before: (login, credential, visit) => authorize(login.ports, requestWith(credential, visit)),
  },
  {
    reason: 'expired',
    says: told('expired'),
    before: (login) => login.clock.advance(MINUTE),
  },
  {
    reason: 'time-spent',
    says: told('time-spent'),
    before: ({ world }) => {
      world.used = { seconds: DAY / SECOND, octets: 0 }
    },
  },
  {
    reason: 'data-spent',
    says: told('data-spent'),
    before: ({ world }) => {
      world.used = { seconds: 0, octets: 3e9 }
    },
  },
]

for (const [n, { reason, says, request, before }] of cases.entries()) {
  Authorize(`refuses and writes down why: ${reason} (${n})`, async () => {
    using login = openTestLogin()
    const visit = visitAs()
    const { credential } = await signIn(login, visit)
    await before?.(login, credential, visit)

    const asked = requestWith(credential, visit, request)
    assert.equal(await authorize(login.ports, asked), says)
    assert.equal(login.ports.refusals.recent({ limit: 9 }), [
      { at: login.clock(), gateway: asked.nas.id, userName: asked.userName, reason },
    ])
  })
}

Authorize('refuses what a voucher gave once its last second has come', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const expiresAt = login.clock() + 20 * SECOND
  const draft = { plan: 'guest', note: '', issuedBy: 'lan', expiresAt, count: 1 }
  const [code = ''] = login.ports.vouchers.issue(draft).codes
  const { credential } = (await proveVoucher(login.ports, visit, code, consent)) as Granted
  login.clock.advance(19 * SECOND + 1)
  const reply = await authorize(login.ports, requestWith(credential, visit))
  assert.equal(reply, told('grant-expired'))
  assert.is(login.ports.refusals.recent({ limit: 1 })[0]?.reason, 'grant-expired')
})

Authorize('keeps the credential for its phone when a thief tries it first', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const { credential } = await signIn(login, visit)
  const thief = requestWith(credential, visit, { callingStation: macNumber(1) })
  assert.is((await authorize(login.ports, thief)).kind, 'reject')
  assert.is((await authorize(login.ports, requestWith(credential, visit))).kind, 'accept')
})

Authorize(
  'lets nobody in while the disk does not take it, and then as if never asked',
  async () => {
    let isFull = true
    using login = openTestLogin(
      {},
      fillable(() => isFull),
    )
    const visit = visitAs()
    const { credential } = await signIn(login, visit)
    const request = requestWith(credential, visit)
    const fault = await authorize(login.ports, request).then(
      () => undefined,
      (error: Fault) => error,
    )
    assert.is(fault?.code, 'store/full')

    isFull = false
    assert.is((await authorize(login.ports, request)).kind, 'accept')
    assert.is((await authorize(login.ports, request)).kind, 'reject')
  },
)

Authorize('knows after a restart what had opened, settled or not', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  const { credential } = await signIn(login, visit)
  assert.is((await authorize(login.ports, requestWith(credential, visit))).kind, 'accept')

  const journal = new Journal(systemDisk, join(login.folder, 'journal'), login.behind.settledEntry)
  const credentials = new CredentialStore(login.database, { ...login.ports, journal })
  assert.is(journal.recover(), 1)
  const restarted = { ...login.ports, credentials }
  assert.is((await authorize(restarted, requestWith(credential, visit))).kind, 'reject')
})

Authorize.run()

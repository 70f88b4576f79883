import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, HOUR, MINUTE, SECOND } from '#src/kernel/clock.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { officerRecordSchema } from '#src/officers/officer.ts'
import { OfficerStore } from '#src/officers/officer-store.ts'
import { Collection } from '#src/store/collection.ts'
import { enrol, openTestConsole, PASSWORD } from '#test/admin-ports.ts'

const Officers = suite('officers/officer-store')

Officers('gives a set-up link only while nobody has enrolled, the newest only', async () => {
  using house = openTestConsole()
  const { officers } = house
  const first = officers.inviteFirst() ?? ''
  const second = officers.inviteFirst() ?? ''
  assert.is(officers.invitation(first), undefined)
  assert.is(officers.invitation(second)?.officer.role, 'admin')
  await enrol(house, 'admin', 'lan')
  assert.is(officers.inviteFirst(), undefined)
})

Officers('lets an invitation be used once, within a day', async () => {
  using house = openTestConsole()
  const { officers, clock } = house
  const invited = officers.invite({ id: 'hai', name: 'Hải', role: 'viewer' }, 'test')
  if (invited.kind !== 'invited') throw new Error(invited.kind)
  clock.advance(24 * HOUR)
  assert.is(officers.invitation(invited.token), undefined)

  const { secret } = await enrol(house, 'operator', 'lan')
  assert.is(officers.find('lan')?.isEnrolled, true)
  assert.is(officers.invite({ id: 'lan', name: 'x', role: 'admin' }, 'test').kind, 'id-taken')
  assert.ok(secret.length === 20)
})

Officers(
  'never invites over an officer who enrolled beside this process a moment ago',
  async () => {
    using house = openTestConsole()
    const { database, folder } = house
    const officersHere = new Collection(folder, 'officers', officerRecordSchema, database)
    const here = new OfficerStore(officersHere, { ...house, entropy: systemEntropy })
    const { code } = await enrol(house, 'operator', 'lan')
    house.clock.advance(30 * SECOND)

    assert.is(here.invite({ id: 'lan', name: 'x', role: 'viewer' }, 'test').kind, 'id-taken')
    const given = { name: 'lan', password: PASSWORD, code: code() }
    assert.is((await house.officers.signIn(given)).kind, 'signed-in')
  },
)

Officers('refuses a weak password and a wrong code, and the invitation stays open', async () => {
  using house = openTestConsole()
  const { officers } = house
  const token = officers.inviteFirst() ?? ''
  const weak = await officers.accept(token, { password: 'short', code: '000000' })
  assert.equal(weak, { kind: 'weak-password', fault: 'too-short' })
  const wrong = await officers.accept(token, { password: PASSWORD, code: 'abcdef' })
  assert.equal(wrong, { kind: 'wrong-code' })
  assert.ok(officers.invitation(token))
})

Officers('signs in with all three, and with each code once', async () => {
  using house = openTestConsole()
  const { officers, clock } = house
  const lan = await enrol(house, 'admin', 'lan')
  clock.advance(30 * SECOND)
  const given = { name: ' Lan ', password: PASSWORD, code: lan.code() }
  assert.is((await officers.signIn(given)).kind, 'signed-in')
  assert.is((await officers.signIn(given)).kind, 'refused', 'the same code again')
  clock.advance(30 * SECOND)
  assert.is((await officers.signIn({ ...given, password: 'x', code: lan.code() })).kind, 'refused')
  assert.is((await officers.signIn({ ...given, name: 'hai', code: lan.code() })).kind, 'refused')
  assert.is((await officers.signIn({ ...given, code: lan.code() })).kind, 'signed-in')
})

Officers('hashes few of a flood of guesses under many names, and makes the rest wait', async () => {
  using house = openTestConsole()
  const lan = await enrol(house, 'admin', 'lan')
  house.clock.advance(30 * SECOND)
  const flood = Array.from({ length: 100 }, (_, i) =>
    house.officers.signIn({ name: `stranger-${i}`, password: 'x', code: '000000' }),
  )
  const right = { name: 'lan', password: PASSWORD, code: lan.code() }
  assert.equal(await house.officers.signIn(right), { kind: 'wait', retryAfterMs: SECOND })

  const judged = (await Promise.all(flood)).filter(({ kind }) => kind === 'refused')
  assert.ok(judged.length > 0 && judged.length <= 16, `${judged.length} were hashed`)
  assert.is((await house.officers.signIn(right)).kind, 'signed-in')
})

Officers('hashes two passwords a second at most for whoever keeps trying names', async () => {
  using house = openTestConsole()
  const guess = (n: number) =>
    house.officers.signIn({ name: `stranger-${n}`, password: 'x', code: '000000' })
  await Promise.all(Array.from({ length: 1000 }, (_, n) => guess(n)))
  const rows = house.database.all<{ retry_after: number }>(
    'SELECT retry_after FROM officer_attempt',
  )
  assert.is(rows.length, 64)
  assert.ok(rows.every(({ retry_after }) => retry_after > house.clock()))
})

Officers('leaves hashing to officers once a flood has spent its free tries', async () => {
  using house = openTestConsole()
  const lan = await enrol(house, 'admin', 'lan')
  house.clock.advance(30 * SECOND)
  const kinds = new Set<string>()
  for (let n = 0; n < 40; n++) {
    const stranger = { name: `stranger-${n % 4}`, password: 'x', code: '000000' }
    void house.officers.signIn(stranger).then(({ kind }) => kinds.add(kind))
  }
  await new Promise((settled) => setTimeout(settled, 0))
  const right = { name: 'lan', password: PASSWORD, code: lan.code() }
  assert.is((await house.officers.signIn(right)).kind, 'signed-in')
  assert.equal([...kinds].sort(), ['refused', 'wait'])
})

Officers('judges few of many guesses sent at once, and makes the rest wait', async () => {
  using house = openTestConsole()
  await enrol(house, 'admin', 'lan')
  const guess = () => house.officers.signIn({ name: 'lan', password: 'guess', code: '123456' })
  const came = await Promise.all(Array.from({ length: 40 }, guess))
  assert.is(came.filter(({ kind }) => kind === 'refused').length, 3)
  assert.is(came.filter(({ kind }) => kind === 'wait').length, 37)
})

Officers('never locks the officer out: the longest wait is half a minute', async () => {
  using house = openTestConsole()
  const { officers, clock } = house
  const lan = await enrol(house, 'admin', 'lan')
  for (let n = 0; n < 12; n++) {
    await officers.signIn({ name: 'lan', password: 'guess', code: '123456' })
    clock.advance(30 * SECOND)
  }
  const came = await officers.signIn({ name: 'lan', password: PASSWORD, code: lan.code() })
  assert.is(came.kind, 'signed-in')
})

Officers('keeps nobody out for what happened while the clock was a month ahead', async () => {
  using house = openTestConsole()
  const { officers, clock } = house
  const lan = await enrol(house, 'admin', 'lan')
  clock.advance(30 * DAY)
  const given = { name: 'lan', password: PASSWORD }
  assert.is((await officers.signIn({ ...given, code: lan.code() })).kind, 'signed-in')
  for (let n = 0; n < 4; n++) await officers.signIn({ ...given, code: 'abcdef' })

  clock.advance(-30 * DAY + MINUTE)
  const now = { ...given, code: lan.code() }
  assert.is((await officers.signIn(now)).kind, 'signed-in')
  assert.is((await officers.signIn(now)).kind, 'refused', 'the same code again')
})

Officers('makes a stranger wait as an officer would, in a bounded number of rows', async () => {
  using house = openTestConsole()
  const kinds: string[] = []
  for (let n = 0; n < 5; n++) {
    const given = { name: 'nobody', password: 'guess', code: '123456' }
    kinds.push((await house.officers.signIn(given)).kind)
  }
  assert.equal(kinds, ['refused', 'refused', 'refused', 'wait', 'wait'])
  assert.is(house.database.all('SELECT 1 FROM officer_attempt').length, 1)
})

Officers('ends sessions when idle, when old, on signing out and on disabling', async () => {
  using house = openTestConsole()
  const { officers, clock } = house
  const isIn = (token: string) => officers.officerOf(token, { isUse: true }) !== undefined
  const { token: idle } = await enrol(house, 'admin', 'lan')
  clock.advance(29 * MINUTE)
  assert.ok(isIn(idle))
  clock.advance(29 * MINUTE)
  assert.ok(isIn(idle), 'use keeps it open')
  clock.advance(30 * MINUTE)
  assert.not.ok(isIn(idle))

  const { token: old } = await enrol(house, 'admin', 'hai')
  for (let n = 0; n < 24; n++) {
    assert.ok(isIn(old))
    clock.advance(30 * MINUTE - 1)
  }
  clock.advance(24)
  assert.not.ok(isIn(old), 'twelve hours')

  const { token: out } = await enrol(house, 'viewer', 'minh')
  officers.signOut(out)
  assert.not.ok(isIn(out))
  const { token: shut } = await enrol(house, 'viewer', 'tam')
  assert.ok(officers.setDisabled('tam', true, 'lan'))
  assert.not.ok(isIn(shut))
})

Officers('keeps neither password, second factor nor token in clear', async () => {
  using house = openTestConsole()
  const { token } = await enrol(house, 'admin', 'lan')
  const kept = JSON.stringify([
    house.database.all('SELECT hex(token_hash) AS h, * FROM officer_session'),
    house.database.all('SELECT * FROM audit'),
  ])
  assert.not.match(kept, token)
  assert.not.match(kept, PASSWORD)
})

Officers('writes each change into the audit trail', async () => {
  using house = openTestConsole()
  await enrol(house, 'admin', 'lan')
  house.officers.setDisabled('lan', true, 'command-line')
  const told = house.audit.list({ limit: 9 }).map(({ actor, action }) => `${actor} ${action}`)
  assert.equal(told, [
    'command-line officer.disabled',
    'lan officer.enrolled',
    'test officer.invited',
  ])
})

Officers.run()

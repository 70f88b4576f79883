import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, HOUR, MINUTE, SECOND } from '#src/kernel/clock.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { LOGIN_LIMITS } from '#src/login/limits.ts'
import { readCode, sendCode } from '#src/login/phone-code.ts'
import { lan, macNumber, openTestLogin, visitAs } from '#test/login.ts'

const numberOf = (n: number) => parsePhone(`+8491${String(n).padStart(7, '0')}`) as Phone
const another = numberOf(5000)

const Code = suite('login/phone-code')

Code('sends six digits in the language of the page', async () => {
  using login = openTestLogin()
  assert.equal(await sendCode(login.ports, visitAs(), lan, 'en'), {
    kind: 'sent',
    isResumed: false,
  })
  const [message] = login.inbox
  assert.match(message?.code ?? '', /^\d{6}$/)
  assert.is(message?.to, lan)
  assert.is(message?.language, 'en')
})

Code('stores nothing of a person', async () => {
  using login = openTestLogin()
  await sendCode(login.ports, visitAs(), lan, 'vi')
  assert.equal([login.rows('person'), login.rows('device'), login.rows('phone_code')], [0, 0, 1])
})

Code('takes up the code already sent when a closed page comes back', async () => {
  using login = openTestLogin()
  await sendCode(login.ports, visitAs(), lan, 'vi')
  assert.equal(await sendCode(login.ports, visitAs(), lan, 'vi'), {
    kind: 'sent',
    isResumed: true,
  })
  assert.is(login.inbox.length, 1)
})

Code('sends a fresh one after half a minute', async () => {
  using login = openTestLogin()
  await sendCode(login.ports, visitAs(), lan, 'vi')
  login.clock.advance(30 * SECOND)
  assert.equal(await sendCode(login.ports, visitAs(), lan, 'vi'), {
    kind: 'sent',
    isResumed: false,
  })
})

Code('makes another device wait for a number that was just sent to', async () => {
  using login = openTestLogin()
  await sendCode(login.ports, visitAs(), lan, 'vi')
  login.clock.advance(9500)
  assert.equal(await sendCode(login.ports, visitAs({ mac: macNumber(1) }), lan, 'vi'), {
    kind: 'too-many',
    retryAfterMs: 21 * SECOND,
  })
})

Code('sends a number five codes a day', async () => {
  using login = openTestLogin()
  for (let i = 0; i < 30; i++) {
    await sendCode(login.ports, visitAs(), lan, 'vi')
    login.clock.advance(11 * MINUTE)
  }
  assert.is(login.inbox.length, 5)
  assert.is((await sendCode(login.ports, visitAs(), lan, 'vi')).kind, 'too-many')

  login.clock.advance(DAY)
  assert.is((await sendCode(login.ports, visitAs(), lan, 'vi')).kind, 'sent')
})

Code('sends a number five codes a day, though fifty devices ask at once', async () => {
  using login = openTestLogin()
  for (let round = 0; round < 8; round++) {
    const visits = Array.from({ length: 50 }, (_, i) => visitAs({ mac: macNumber(i) }))
    await Promise.all(visits.map((visit) => sendCode(login.ports, visit, lan, 'vi')))
    login.clock.advance(MINUTE)
  }
  assert.is(login.inbox.length, 5)
})

Code('lets one visit ask for a few numbers', async () => {
  using login = openTestLogin()
  const visit = visitAs()
  for (let n = 0; n < 20; n++) await sendCode(login.ports, visit, numberOf(n), 'vi')
  assert.is(login.inbox.length, 5)
})

Code('throttles one device among three hundred behind one address, and not them', async () => {
  using login = openTestLogin()
  const attacker = macNumber(9999)
  let residentsServed = 0
  for (let n = 0; n < 300; n++) {
    for (let i = 0; i < 5; i++)
      await sendCode(login.ports, visitAs({ mac: attacker }), numberOf(100_000 + 5 * n + i), 'vi')
    const resident = visitAs({ mac: macNumber(n) })
    const { kind } = await sendCode(login.ports, resident, numberOf(n), 'vi')
    if (kind === 'sent') residentsServed++
    login.clock.advance(SECOND)
  }
  assert.is(residentsServed, 300)
  assert.is(login.inbox.length, 300 + 10)
})

Code('lets no flood of neighbouring numbers out of one gateway', async () => {
  using login = openTestLogin()
  const asks = Array.from({ length: 2000 }, (_, n) =>
    sendCode(login.ports, visitAs({ mac: macNumber(n) }), numberOf(n), 'vi'),
  )
  const kinds = new Set((await Promise.all(asks)).map(({ kind }) => kind))
  assert.is(login.inbox.length, 120)
  assert.equal(kinds, new Set(['sent', 'too-many']))

  const elsewhere = visitAs({ gateway: 'hg-2' })
  assert.is((await sendCode(login.ports, elsewhere, another, 'vi')).kind, 'sent')
})

Code('stops at what the city can pay for', async () => {
  const limits = { ...LOGIN_LIMITS, codesPerCity: [{ max: 3, within: DAY }] }
  using login = openTestLogin({ limits })
  for (let n = 0; n < 9; n++) {
    await sendCode(login.ports, visitAs({ gateway: `hg-${n}` }), numberOf(n), 'vi')
    login.clock.advance(HOUR)
  }
  assert.is(login.inbox.length, 3)
})

Code('keeps its limits across a restart, because they are rows', async () => {
  using login = openTestLogin()
  await sendCode(login.ports, visitAs(), lan, 'vi')
  const again = { ...login.ports }
  const visit = visitAs({ mac: macNumber(1) })
  assert.is((await sendCode(again, visit, lan, 'vi')).kind, 'too-many')
})

Code('sends nothing abroad', async () => {
  using login = openTestLogin()
  const foreign = parsePhone('+81 90 1234 5678') as Phone
  assert.ok(foreign)
  assert.equal(await sendCode(login.ports, visitAs(), foreign, 'en'), {
    kind: 'unserved-number',
  })
  assert.is(login.rows('phone_code'), 0)
})

Code('says when the carrier would not take it, and counts the try', async () => {
  using login = openTestLogin()
  login.world.isCarrierUp = false
  assert.equal(await sendCode(login.ports, visitAs(), lan, 'vi'), { kind: 'undelivered' })

  login.world.isCarrierUp = true
  assert.is((await sendCode(login.ports, visitAs(), lan, 'vi')).kind, 'too-many')
  login.clock.advance(30 * SECOND)
  assert.is((await sendCode(login.ports, visitAs(), lan, 'vi')).kind, 'sent')
})

Code('lets a mistake of ours crash', async () => {
  using login = openTestLogin({ deliver: () => Promise.reject(new TypeError('ours')) })
  try {
    await sendCode(login.ports, visitAs(), lan, 'vi')
    assert.unreachable()
  } catch (error) {
    assert.instance(error, TypeError)
  }
})

Code('does not know a gateway that was removed', async () => {
  using login = openTestLogin()
  assert.equal(await sendCode(login.ports, visitAs({ gateway: 'gone' }), lan, 'vi'), {
    kind: 'visit-expired',
  })
})

Code('reads a code as it is typed', () => {
  assert.is(readCode(' 123 456\n'), '123456')
  assert.is(readCode('１２３-４５６'), '123456')
  assert.is(readCode('x'.repeat(9000)).length, 64)
})

Code.run()

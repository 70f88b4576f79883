import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '#src/accounting/ledger.ts'
import { SAME_START_MS } from '#src/accounting/merge.ts'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { LiveSessions } from '#src/sessions/live-sessions.ts'
import { accountingRequest, NOON, openTestLedger } from '#test/ledger.ts'

const Conclude = suite('accounting/conclude')

Conclude(
  'C11: ends a session at its last word after three missed Interims, and opens it when it speaks',
  async () => {
    const told: unknown[] = []
    using ledger = openTestLedger({
      onChange: ({ acctSessionId, stopCause }) => told.push([acctSessionId, stopCause]),
    })
    const { accounting, sessions, ticks } = ledger
    await accounting.record(accountingRequest({ acctSessionId: 'gone', sessionSeconds: 300 }))
    ticks.advance(17 * MINUTE)
    await accounting.record(accountingRequest({ acctSessionId: 'here', sessionSeconds: 300 }))
    await accounting.endLost(5 * MINUTE)
    assert.is(sessions.countLive(), 2, 'three Interims have not been missed yet')

    ticks.advance(MINUTE)
    await accounting.endLost(5 * MINUTE)
    const [gone] = sessions.epochs('gw-1', 'gone')
    assert.is(gone?.stoppedAt, NOON + 5 * MINUTE)
    assert.is(gone?.stopCause, 'Lost-Service')
    assert.equal(told.at(-1), ['gone', 'Lost-Service'])
    assert.is(sessions.countLive(), 1)

    const late = { acctSessionId: 'gone', sessionSeconds: 200, octetsIn: 5 }
    await accounting.record(accountingRequest(late))
    assert.is(sessions.find(1)?.stopCause, 'Lost-Service', 'an old word proves nothing')
    await accounting.record(accountingRequest({ ...late, sessionSeconds: 1800, octetsIn: 50 }))
    assert.is(sessions.find(1)?.stoppedAt, undefined)
    assert.is(sessions.find(1)?.octetsIn, 50)
    assert.equal(verify(ledger.database), [])
  },
)

Conclude('C11: ends no session for the time we were not there to hear', async () => {
  using ledger = openTestLedger()
  await ledger.accounting.record(accountingRequest({ sessionSeconds: 300 }))
  ledger.behind.settle()
  ledger.ticks.advance(HOUR)
  const live = new LiveSessions(ledger.sessions, SAME_START_MS, ledger.ticks)
  assert.equal(
    [...live].map(({ id }) => live.silentMs(id)),
    [0],
  )
})

Conclude('R2: ends no session for words it did not take while the disk was full', async () => {
  const disk = { hasRoom: true }
  using ledger = openTestLedger({ hasRoom: () => disk.hasRoom })
  const { accounting, sessions, ticks, database } = ledger
  await accounting.record(accountingRequest({ sessionSeconds: 300 }))
  disk.hasRoom = false
  for (const status of ['interim', 'on'] as const) {
    const refused = await accounting
      .record(accountingRequest({ status, sessionSeconds: 600 }))
      .catch((error: unknown) => error)
    assert.instance(refused, Fault)
  }
  ticks.advance(HOUR)
  await accounting.endLost(5 * MINUTE)
  disk.hasRoom = true
  await accounting.endLost(5 * MINUTE)
  assert.is(sessions.countLive(), 1)

  await accounting.record(accountingRequest({ sessionSeconds: 4200, octetsIn: 50 }))
  assert.equal([sessions.find(1)?.seconds, sessions.find(1)?.octetsIn], [4200, 50])
  assert.equal(verify(database), [])
})

Conclude('ends the older of two sessions of one phone, if it was not heard of since', async () => {
  using ledger = openTestLedger()
  const { accounting, sessions } = ledger
  const first = { acctSessionId: 'a', grant: 7 }
  const second = { gateway: 'gw-2', acctSessionId: 'b', grant: 7, receivedAt: NOON + 10 * MINUTE }
  await accounting.record(accountingRequest({ ...first, sessionSeconds: 300 }))
  await accounting.record(accountingRequest({ ...second, status: 'start' }))
  await accounting.record(accountingRequest({ acctSessionId: 'c', grant: 8, sessionSeconds: 60 }))
  await accounting.endLost(5 * MINUTE)
  assert.is(sessions.epochs('gw-1', 'a')[0]?.stopCause, 'Lost-Carrier')
  assert.is(sessions.epochs('gw-1', 'a')[0]?.stoppedAt, NOON + 5 * MINUTE)
  assert.is(sessions.countLive(), 2)

  await accounting.record(accountingRequest({ ...first, sessionSeconds: 900 }))
  await accounting.endLost(5 * MINUTE)
  assert.is(sessions.countLive(), 3, 'heard of after the other began')
  assert.equal(verify(ledger.database), [])
})

Conclude('ends what it finds, and not who speaks before their turn has come', async () => {
  using ledger = openTestLedger()
  const { accounting, sessions, ticks, live } = ledger
  const names = Array.from({ length: 1200 }, (_, n) => `s-${n}`)
  for (const acctSessionId of names) {
    await accounting.record(accountingRequest({ acctSessionId, sessionSeconds: 300 }))
  }
  ticks.advance(18 * MINUTE)
  const looking = accounting.endLost(5 * MINUTE)
  await new Promise(setImmediate)
  assert.is([...live].length, names.length, 'the first look only asks who began last')
  const spoke = accountingRequest({ acctSessionId: 's-1199', sessionSeconds: 1380 })
  await Promise.all([looking, accounting.record(spoke)])
  assert.equal(
    [...live].map(({ acctSessionId }) => acctSessionId),
    ['s-1199'],
  )
  ledger.behind.settle()
  assert.is(sessions.countLive(), 1)
  assert.equal(verify(ledger.database), [])
})

Conclude.run()

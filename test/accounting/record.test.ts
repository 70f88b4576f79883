import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recount, verify } from '#src/accounting/ledger.ts'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'
import type { Fault } from '#src/kernel/fault.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { fillable } from '#test/house.ts'
import { accountingRequest, NOON, openTestLedger } from '#test/ledger.ts'

const Record = suite('accounting/record')

Record('keeps a session from its Start to its Stop', async () => {
  using ledger = openTestLedger()
  const { accounting, sessions, database } = ledger
  await accounting.record(accountingRequest({ status: 'start', grant: 7 }))
  const [live] = sessions.live({ limit: 10 })
  assert.equal(live?.person, 70)
  assert.equal(live?.device, 700)
  assert.is(live?.startedAt, NOON)

  await accounting.record(
    accountingRequest({ grant: 7, sessionSeconds: 300, octetsIn: 10, octetsOut: 5_000_000_000 }),
  )
  await accounting.record(
    accountingRequest({
      status: 'stop',
      grant: 7,
      sessionSeconds: 420,
      octetsIn: 11,
      octetsOut: 6_000_000_000,
      terminateCause: 'Idle-Timeout',
    }),
  )
  const closed = sessions.ofGrant(7)
  assert.is(closed?.stoppedAt, NOON + 420_000)
  assert.is(closed?.stopCause, 'Idle-Timeout')
  assert.is(closed?.octetsOut, 6_000_000_000)
  assert.is(sessions.countLive(), 0)
  assert.equal(ledger.usage.used(70, NOON).day, { seconds: 420, octets: 6_000_000_011 })
  assert.equal(verify(database), [])
})

Record('D7: adds nothing for a record that says nothing new', async () => {
  using ledger = openTestLedger()
  const words = [
    accountingRequest({ status: 'start' }),
    accountingRequest({ sessionSeconds: 300, octetsIn: 10 }),
    accountingRequest({ status: 'on', acctSessionId: undefined, receivedAt: NOON - HOUR }),
  ]
  for (const word of [...words, ...words, ...words]) await ledger.accounting.record(word)

  const { database, sessions } = ledger
  const [session] = sessions.live({ limit: 9 })
  assert.is(sessions.wordsOf(session?.id ?? 0).split('\n').length - 1, 2)
  assert.is(database.get<{ n: number }>('SELECT count(*) AS n FROM gateway_restart')?.n, 1)
  assert.equal(verify(ledger.database), [])
})

Record('lets the first word of a session be any, and a late Start change nothing', async () => {
  using ledger = openTestLedger()
  await ledger.accounting.record(accountingRequest({ sessionSeconds: 600, octetsIn: 10 }))
  await ledger.accounting.record(accountingRequest({ status: 'start' }))

  assert.equal(
    ledger.sessions.live({ limit: 10 }).map(({ startedAt, seconds }) => [startedAt, seconds]),
    [[NOON, 600]],
  )
  assert.equal(verify(ledger.database), [])
})

Record('puts late usage into the hour it was used in', async () => {
  using ledger = openTestLedger()
  const oneOClock = NOON + HOUR
  await ledger.accounting.record(
    accountingRequest({ sessionSeconds: 7200, octetsIn: 300, octetsOut: 0 }),
  )
  assert.is(octetsInOfHour(ledger, NOON), 150)

  await ledger.accounting.record(accountingRequest({ sessionSeconds: 3600, octetsIn: 100 }))
  assert.is(octetsInOfHour(ledger, NOON), 100)
  assert.is(octetsInOfHour(ledger, oneOClock), 200)
  assert.equal(verify(ledger.database), [])
})

Record('credits a person who becomes known later with the whole session', async () => {
  using ledger = openTestLedger()
  await ledger.accounting.record(accountingRequest({ sessionSeconds: 300, octetsIn: 1000 }))
  await ledger.accounting.record(
    accountingRequest({ sessionSeconds: 600, octetsIn: 1500, grant: 7 }),
  )
  assert.equal(ledger.usage.used(70, NOON).day, { seconds: 600, octets: 1500 })
  assert.equal(verify(ledger.database), [])
})

Record('hears the same word again for the grant it names', async () => {
  using ledger = openTestLedger()
  const word = { sessionSeconds: 300, octetsIn: 1000 }
  await ledger.accounting.record(accountingRequest(word))
  await ledger.accounting.record(accountingRequest({ ...word, grant: 7 }))
  assert.equal(ledger.usage.used(70, NOON).day, { seconds: 300, octets: 1000 })
})

Record(
  'C9: closes what a restart ended, on that gateway, begun before it, at its last word',
  async () => {
    using ledger = openTestLedger()
    const { accounting, sessions } = ledger
    await accounting.record(accountingRequest({ acctSessionId: 'a', sessionSeconds: 300 }))
    await accounting.record(accountingRequest({ acctSessionId: 'b', gateway: 'gw-2' }))
    await accounting.record(
      accountingRequest({ acctSessionId: 'c', status: 'start', receivedAt: NOON + HOUR }),
    )
    await accounting.record(
      accountingRequest({ status: 'on', acctSessionId: undefined, receivedAt: NOON + 30 * MINUTE }),
    )

    const live = sessions.live({ limit: 10 }).map(({ acctSessionId }) => acctSessionId)
    assert.equal(live, ['c', 'b'])
    const [lost] = sessions.epochs('gw-1', 'a')
    assert.is(lost?.stoppedAt, NOON + 300_000)
    assert.is(lost?.stopCause, 'NAS-Reboot')
  },
)

Record('believes a Stop that comes after the restart, and keeps late words closed', async () => {
  using ledger = openTestLedger()
  const { accounting, sessions } = ledger
  const on = { status: 'on', acctSessionId: undefined, receivedAt: NOON + HOUR } as const
  await accounting.record(accountingRequest({ sessionSeconds: 300, octetsIn: 5 }))
  await accounting.record(accountingRequest(on))
  await accounting.record(accountingRequest({ sessionSeconds: 600, octetsIn: 9 }))
  assert.is(sessions.find(1)?.stoppedAt, NOON + 600_000)
  assert.is(sessions.find(1)?.octetsIn, 9)

  const stop = { status: 'stop', sessionSeconds: 660, terminateCause: 'User-Request' } as const
  await accounting.record(accountingRequest(stop))
  assert.is(sessions.find(1)?.stopCause, 'User-Request')
  assert.is(sessions.find(1)?.stoppedAt, NOON + 660_000)
})

Record('opens a new session when an id is used again, and still hears the old one', async () => {
  using ledger = openTestLedger()
  const { accounting, sessions } = ledger
  await accounting.record(accountingRequest({ sessionSeconds: 300, octetsIn: 700 }))
  await accounting.record(
    accountingRequest({ sessionSeconds: 60, octetsIn: 50, receivedAt: NOON + HOUR }),
  )
  await accounting.record(
    accountingRequest({
      sessionSeconds: 600,
      octetsIn: 900,
      delaySeconds: 3600,
      receivedAt: NOON + 600_000 + HOUR,
    }),
  )
  assert.equal(
    sessions.epochs('gw-1', '80000001').map(({ octetsIn }) => octetsIn),
    [900, 50],
  )
  assert.equal(verify(ledger.database), [])
})

Record('notes people and devices once a month and site', async () => {
  const mac = 'aa:bb:cc:00:00:01' as Mac
  using ledger = openTestLedger({ deviceOf: (asked) => (asked === mac ? 42 : undefined) })
  const december = Date.parse('2026-12-01T00:00:00+07:00')
  await ledger.accounting.record(
    accountingRequest({ status: 'start', callingStation: mac, receivedAt: december - HOUR }),
  )
  await ledger.accounting.record(
    accountingRequest({ callingStation: mac, sessionSeconds: 7200, receivedAt: december + HOUR }),
  )
  assert.equal(
    ledger.database
      .all<{ month: string }>('SELECT month, kind, subject FROM presence')
      .map((row) => ({ ...row })),
    [
      { month: '2026-11', kind: 'device', subject: 42 },
      { month: '2026-12', kind: 'device', subject: 42 },
    ],
  )
})

Record(
  'C2: promises nothing while the disk is full, and counts once when there is room again',
  async () => {
    let isFull = true
    using ledger = openTestLedger(
      {},
      fillable(() => isFull),
    )
    const { accounting } = ledger
    const say = (i: number) =>
      accounting.record(accountingRequest({ acctSessionId: `id-${i}`, octetsIn: 1000 }))
    for (const i of [1, 2, 3]) await rejectsAsFull(() => say(i))
    assert.equal(recount(ledger.database).session.size, 0)

    isFull = false
    await Promise.all([1, 2, 3].map(say))
    await Promise.all([1, 2, 3].map(say))
    for (const i of [1, 2, 3]) assert.is(ledger.sessions.epochs('gw-1', `id-${i}`).length, 1)
    assert.equal(verify(ledger.database), [])
  },
)

Record('keeps what the journal holds while the database takes none of it', async () => {
  using ledger = openTestLedger()
  const { accounting, behind, usage, database } = ledger
  database.script('PRAGMA max_page_count = 1')
  for (let i = 0; i < 500; i++) {
    const word = { acctSessionId: `${i}`.repeat(40), sessionSeconds: 60, octetsIn: 7, grant: 7 }
    await accounting.record(accountingRequest(word))
  }
  assert.throws(() => behind.settle(), /full/)
  assert.equal(usage.used(70, NOON).day, { seconds: 30_000, octets: 3500 })

  database.script('PRAGMA max_page_count = 1000000')
  assert.equal(verify(ledger.database), [])
  assert.is(recount(database).session.size, 500)
})

Record('C13: cuts usage at midnight and at the end of the month, in Việt Nam', async () => {
  using ledger = openTestLedger()
  const december = Date.parse('2026-12-01T00:00:00+07:00')
  await ledger.accounting.record(
    accountingRequest({
      grant: 7,
      sessionSeconds: 7200,
      octetsIn: 4000,
      receivedAt: december + HOUR,
    }),
  )
  for (const at of [december - 1, december]) {
    const { day, month } = ledger.usage.used(70, at)
    assert.equal([day, month], Array(2).fill({ seconds: 3600, octets: 2000 }))
  }
  assert.equal(verify(ledger.database), [])
})

Record('C2: tells of a change only once it is on disk', async () => {
  const changed: number[] = []
  using ledger = openTestLedger({ onChange: ({ id }) => changed.push(id) })
  const recorded = ledger.accounting.record(accountingRequest({}))
  assert.equal(changed, [])
  await recorded
  assert.equal(changed, [1])
  await ledger.accounting.record(accountingRequest({}))
  assert.equal(changed, [1], 'a duplicate changes nothing')
})

async function rejectsAsFull(write: () => Promise<void>): Promise<void> {
  const fault = await write().then(
    () => undefined,
    (error: Fault) => error,
  )
  assert.is(fault?.code, 'store/full')
}

function octetsInOfHour({ database }: ReturnType<typeof openTestLedger>, hour: number) {
  return database.get<{ octets: number }>(
    'SELECT octets_in AS octets FROM usage_hour WHERE hour = ?',
    hour,
  )?.octets
}

Record.run()

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recount, verify } from '#src/accounting/ledger.ts'
import { startOf } from '#src/accounting/merge.ts'
import { wordsIn } from '#src/accounting/word-text.ts'
import { SECOND } from '#src/kernel/clock.ts'
import { monthBounds } from '#src/kernel/period.ts'
import { accountingRequest, NOON, openTestLedger } from '#test/ledger.ts'
import { DEMO_SITES, NOVEMBER, novemberOf } from '#test/month.ts'

const { from, to } = monthBounds(NOVEMBER)
const SITES = DEMO_SITES.map(({ id }) => id)

/** A session somewhere round November: some straddle its ends, some are of people seen before. */
const session = fc.record({
  grant: fc.integer({ min: 1, max: 20 }),
  startedAt: fc.integer({ min: from - 50_000 * SECOND, max: to + 50_000 * SECOND }),
  steps: fc.array(
    fc.record({
      seconds: fc.integer({ min: 1, max: 20_000 }),
      octetsIn: fc.nat({ max: 2 ** 40 }),
      octetsOut: fc.nat({ max: 2 ** 40 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
})

async function ledgerOf(
  sessions: readonly (typeof session extends fc.Arbitrary<infer S> ? S : never)[],
) {
  const ledger = openTestLedger({
    subjectOf: (grant) => ({
      person: grant % 7,
      device: grant % 11,
      site: SITES[grant % 5] ?? '',
    }),
  })
  const requests = sessions.flatMap(({ grant, startedAt, steps }, i) => {
    const used = { sessionSeconds: 0, octetsIn: 0, octetsOut: 0 }
    return steps.map((step) => {
      used.sessionSeconds += step.seconds
      used.octetsIn += step.octetsIn
      used.octetsOut += step.octetsOut
      const receivedAt = startedAt + used.sessionSeconds * SECOND
      return accountingRequest({ ...used, grant, receivedAt, acctSessionId: `id-${i}` })
    })
  })
  await Promise.all(requests.map((request) => ledger.accounting.record(request)))
  return ledger
}

const Usage = suite('reports/usage')

Usage('totals equal a recount from the raw records, to the byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(session, { minLength: 1, maxLength: 30 }), async (sessions) => {
      using ledger = await ledgerOf(sessions)
      const report = novemberOf(ledger)
      const raw = recount(ledger.database)
      const hours = [...raw.usage_hour].filter(([key]) => {
        const hour = Number(key.split(' ')[1])
        return hour >= from && hour < to
      })
      for (const figure of ['sessions', 'seconds', 'octetsIn', 'octetsOut'] as const) {
        const recounted = hours.reduce((sum, [, figures]) => sum + (figures[figure] ?? 0), 0)
        assert.is(report.total[figure], recounted, figure)
        assert.is(
          report.communes.reduce((sum, commune) => sum + commune[figure], 0),
          recounted,
          `${figure} by commune`,
        )
      }
      assert.equal([report.total.people, report.total.devices], headsFromRaw(ledger))
      assert.equal(verify(ledger.database), [])
    }),
    { numRuns: 60 },
  )
})

Usage('lists all communes, those with nothing too', async () => {
  using ledger = await ledgerOf([])
  const { communes, total, elsewhere } = novemberOf(ledger)
  assert.is(communes.length, 54)
  assert.is(total.sites, 30)
  assert.is(total.gateways, 30)
  assert.is(total.sessions, 0)
  assert.is(elsewhere, undefined)
  assert.ok(communes.some(({ sites }) => sites === 0))
})

Usage('counts a person once a commune and once in the city', async () => {
  const [first, second] = DEMO_SITES
  assert.is(first?.commune, second?.commune, 'the seed begins with two sites of one commune')
  using ledger = openTestLedger({
    subjectOf: (grant) => ({
      person: 1,
      device: grant,
      site: (grant === 1 ? first : second)?.id ?? '',
    }),
  })
  for (const grant of [1, 2]) {
    await ledger.accounting.record(accountingRequest({ grant, acctSessionId: `id-${grant}` }))
  }
  const report = novemberOf(ledger)
  const commune = report.communes.find(({ id }) => id === first?.commune)
  assert.equal([commune?.people, commune?.devices, commune?.sessions], [1, 2, 2])
  assert.equal([report.total.people, report.total.devices], [1, 2])
  assert.equal(
    commune?.siteUsages.filter(({ people }) => people > 0).map(({ people }) => people),
    [1, 1],
  )
})

Usage('loses nothing of a site that is no longer listed, nor openings from nowhere', async () => {
  using ledger = openTestLedger({ siteOf: () => 'torn-down' })
  await ledger.accounting.record(accountingRequest({ sessionSeconds: 60, octetsIn: 1234 }))
  ledger.database.run('INSERT INTO service_opening VALUES (?, ?, ?, ?)', 'khai-sinh', '', NOON, 3)
  const { elsewhere, total } = novemberOf(ledger)
  assert.equal(
    elsewhere?.siteUsages.map(({ id, octetsIn, serviceOpenings }) => [
      id,
      octetsIn,
      serviceOpenings,
    ]),
    [
      ['', 0, 3],
      ['torn-down', 1234, 0],
    ],
  )
  assert.is(total.octetsIn, 1234)
  assert.is(total.serviceOpenings, 3)
  assert.is(total.sites, 30)
})

Usage('says so while the month is not over, and that places are made up', async () => {
  using ledger = await ledgerOf([])
  assert.is(novemberOf(ledger).isPartial, false)
  assert.is(novemberOf(ledger).hasDemo, true)
})

/** Different people and devices whose words touch November, by the raw records alone. */
function headsFromRaw({ database }: ReturnType<typeof openTestLedger>): [number, number] {
  const rows = database
    .all<{ person: number; device: number; words: string }>(
      'SELECT person, device, words FROM session',
    )
    .map(({ words, ...session }) => {
      const said = wordsIn(words)
      const first = Math.min(...said.map(startOf))
      return { ...session, first, last: Math.max(...said.map(({ at }) => at)) }
    })
  const seen = rows.filter(({ first, last }) => first < to && last >= from)
  return [
    new Set(seen.map(({ person }) => person)).size,
    new Set(seen.map(({ device }) => device)).size,
  ]
}

Usage.run()

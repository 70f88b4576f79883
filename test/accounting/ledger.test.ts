import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { recount, verify } from '#src/accounting/ledger.ts'
import { SECOND } from '#src/kernel/clock.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import { accountingRequest, NOON, openTestLedger } from '#test/ledger.ts'

/** Session ids of one gateway: few, so that a world uses each again and again. */
const IDS = ['80000001', '80000002']

/** A stay of one phone: when it began after the last one of that id, and what it said how late. */
const stay = fc.record({
  gateway: fc.constantFrom('gw-1', 'gw-2'),
  acctSessionId: fc.constantFrom(...IDS),
  pauseSeconds: fc.integer({ min: 400, max: 90_000 }),
  grant: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  hasGigawords: fc.boolean(),
  hasTimestamps: fc.boolean(),
  endsInStop: fc.boolean(),
  steps: fc.array(
    fc.record({
      seconds: fc.integer({ min: 1, max: 4000 }),
      octetsIn: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      octetsOut: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      lateSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4000 })),
      unsaidMs: fc.integer({ min: 0, max: 40_000 }),
      copies: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
})
type Stay = typeof stay extends fc.Arbitrary<infer S> ? S : never
type Truth = { seconds: number; octetsIn: number; octetsOut: number }

/** What the gateways sent and what of it arrived, and what is true of that. */
function worldOf(stays: readonly Stay[]): { arrived: AccountingRequest[]; truth: Truth } {
  const arrived: AccountingRequest[] = []
  const truth = { seconds: 0, octetsIn: 0, octetsOut: 0 }
  const clocks = new Map<string, number>()

  for (const stay of stays) {
    const clock = `${stay.gateway} ${stay.acctSessionId}`
    const startedAt = (clocks.get(clock) ?? NOON) + stay.pauseSeconds * SECOND
    const { words, used, heard } = told(stay, startedAt)
    clocks.set(clock, startedAt + used.seconds * SECOND)
    arrived.push(...words)
    truth.seconds += heard.seconds
    truth.octetsIn += heard.octetsIn
    truth.octetsOut += heard.octetsOut
  }
  return { arrived, truth }
}

function told(stay: Stay, startedAt: number) {
  const used = { seconds: 0, octetsIn: 0, octetsOut: 0 }
  let heard = { ...used }
  const words: AccountingRequest[] = []
  for (const [i, step] of stay.steps.entries()) {
    used.seconds += step.seconds
    used.octetsIn += step.octetsIn
    used.octetsOut += step.octetsOut
    const isStop = stay.endsInStop && i === stay.steps.length - 1
    const copies = copiesOf(stay, step, startedAt, { ...used }, isStop)
    words.push(...copies)
    if (copies.length > 0) heard = { ...used }
  }
  return { words, used, heard }
}

/** One word as often as it arrives, each copy later than the one before and saying so. */
function copiesOf(
  stay: Stay,
  step: Stay['steps'][number],
  startedAt: number,
  used: Truth,
  isStop: boolean,
): AccountingRequest[] {
  const round = stay.hasGigawords ? 2 ** 53 : 2 ** 32
  // A counter of 32 bits that is not heard for a whole round cannot be followed by anybody.
  const copies = stay.hasGigawords ? step.copies : Math.max(1, step.copies)
  const eventAt = startedAt + used.seconds * SECOND

  return Array.from({ length: copies }, (_, copy) =>
    accountingRequest({
      gateway: stay.gateway,
      acctSessionId: stay.acctSessionId,
      status: isStop ? 'stop' : 'interim',
      ...(stay.grant ? { grant: stay.grant } : {}),
      sessionSeconds: used.seconds,
      octetsIn: used.octetsIn % round,
      octetsOut: used.octetsOut % round,
      hasGigawords: stay.hasGigawords,
      delaySeconds: step.lateSeconds * copy,
      eventTimestamp: stay.hasTimestamps ? eventAt : undefined,
      receivedAt: eventAt + step.lateSeconds * copy * SECOND + step.unsaidMs,
    }),
  )
}

/** Everything kept but the numbers rows happen to get, which do depend on who came first. */
function stateOf({ database }: ReturnType<typeof openTestLedger>): unknown {
  const all = (sql: string) => database.all(sql).map((row) => ({ ...row }))
  return {
    sessions: all(
      `SELECT gateway, site, acct_session_id, access_grant, person, device, started_at, updated_at,
         stopped_at, stop_cause, stop_inferred, seconds, octets_in, octets_out FROM session
       ORDER BY gateway, acct_session_id, started_at, access_grant`,
    ),
    hours: all(
      `SELECT * FROM usage_hour WHERE seconds OR octets_in OR octets_out OR sessions
       ORDER BY site, hour`,
    ),
    days: all('SELECT * FROM usage_day WHERE seconds OR octets ORDER BY person, day'),
    presence: all('SELECT * FROM presence ORDER BY month, site, kind, subject'),
  }
}

async function hearAll(requests: readonly AccountingRequest[]) {
  const ledger = openTestLedger()
  await Promise.all(requests.map((request) => ledger.accounting.record(request)))
  return ledger
}

const restart = fc.record({
  gateway: fc.constantFrom('gw-1', 'gw-2'),
  afterSeconds: fc.integer({ min: 0, max: 400_000 }),
  status: fc.constantFrom('on' as const, 'off' as const),
})

const Ledger = suite('accounting/ledger')

Ledger('is the truth in any order, and hearing everything again changes nothing', async () => {
  const world = fc.tuple(
    fc.array(stay, { minLength: 1, maxLength: 8 }),
    fc.array(restart, { maxLength: 3 }),
    fc.infiniteStream(fc.nat()),
  )
  await fc.assert(
    fc.asyncProperty(world, async ([stays, restarts, dice]) => {
      const { arrived, truth } = worldOf(stays)
      const restarted = restarts.map(({ gateway, afterSeconds, status }) =>
        accountingRequest({
          gateway,
          status,
          acctSessionId: undefined,
          receivedAt: NOON + afterSeconds * SECOND,
        }),
      )
      const sent = [...arrived, ...restarted]
      const shuffled = sent
        .map((request) => ({ request, rank: dice.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ request }) => request)

      using straight = await hearAll(sent)
      using crooked = await hearAll([...shuffled, ...sent])

      assert.equal(stateOf(crooked), stateOf(straight))
      assert.equal(verify(crooked.database), [])
      assert.equal(totalOf(straight), truth)
    }),
    { numRuns: 120 },
  )
})

Ledger('finds a figure somebody changed', async () => {
  using ledger = await hearAll([
    accountingRequest({ sessionSeconds: 300, octetsIn: 10, octetsOut: 20, grant: 7 }),
  ])
  assert.equal(verify(ledger.database), [])
  ledger.database.run('UPDATE usage_hour SET octets_out = 21')
  ledger.database.run('DELETE FROM usage_day')
  ledger.database.run('UPDATE session SET octets_in = 9')

  assert.equal(
    verify(ledger.database).map(({ table, held, recounted }) => [
      table,
      held?.['octetsIn'],
      held?.['octetsOut'],
      recounted?.['octetsIn'],
      recounted?.['octetsOut'],
    ]),
    [
      ['session', 9, 20, 10, 20],
      ['usage_hour', 10, 21, 10, 20],
      ['usage_day', undefined, undefined, undefined, undefined],
    ],
  )
})

Ledger('recounts a session from its raw words alone', async () => {
  using ledger = await hearAll([
    accountingRequest({ sessionSeconds: 300, octetsIn: 4_000_000_000, hasGigawords: false }),
    accountingRequest({ sessionSeconds: 600, octetsIn: 1_000_000_000, hasGigawords: false }),
    accountingRequest({ sessionSeconds: 450, octetsIn: 4_100_000_000, hasGigawords: false }),
  ])
  assert.equal(
    [...recount(ledger.database).session.values()],
    [{ seconds: 600, octetsIn: 1_000_000_000 + 2 ** 32, octetsOut: 0 }],
  )
})

function totalOf({ database }: ReturnType<typeof openTestLedger>): Truth | undefined {
  const row = database.get<Truth>(
    `SELECT coalesce(sum(seconds), 0) AS seconds, coalesce(sum(octets_in), 0) AS octetsIn,
       coalesce(sum(octets_out), 0) AS octetsOut FROM usage_hour`,
  )
  return row && { ...row }
}

Ledger.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { usageJson } from '#src/reports/usage-json.ts'
import { accountingRequest, openTestLedger } from '#test/ledger.ts'
import { novemberOf } from '#test/month.ts'

const UsageJson = suite('reports/usage-json')

UsageJson('is the model, with times a machine reads', async () => {
  using ledger = openTestLedger()
  await ledger.accounting.record(accountingRequest({ sessionSeconds: 60, octetsIn: 12 }))
  const report = novemberOf(ledger)
  const { from, to, madeAt, ...rest } = JSON.parse(usageJson(report))

  assert.equal(
    [from, to, madeAt],
    ['2026-10-31T17:00:00.000Z', '2026-11-30T17:00:00.000Z', '2026-12-01T02:05:00.000Z'],
  )
  assert.equal(rest.total, report.total)
  assert.is(rest.communes.length, 54)
})

UsageJson.run()

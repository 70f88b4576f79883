import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { usageHtml } from '#src/reports/usage-html.ts'
import { accountingRequest, openTestLedger } from '#test/ledger.ts'
import { novemberOf } from '#test/month.ts'
import { faultsOf } from '#test/well-formed.ts'

const UsageHtml = suite('reports/usage-html')

UsageHtml('is one whole page that asks the network for nothing', async () => {
  using ledger = openTestLedger({ siteOf: () => 'quang-truong-30-10' })
  await ledger.accounting.record(
    accountingRequest({ sessionSeconds: 5400, octetsIn: 1_500_000, octetsOut: 5_250_000_000 }),
  )
  const page = usageHtml(novemberOf(ledger))
  assert.equal(faultsOf(page), [])
  assert.ok(page.startsWith('<!doctype html>'))
  assert.not.match(page, /\b(?:src|href)=|@import|url\(/)
  assert.match(page, 'tháng 11/2026')
  assert.match(page, 'Lập lúc 09:05 ngày 01/12/2026')
  assert.match(page, '<td>1,5</td>')
  assert.match(page, '<td>5,3 GB</td>')
  assert.match(page, '5.250.000.000 byte')
  assert.not.match(page, 'tạm tính')
})

UsageHtml('names its tables and the head of every row and column', () => {
  using ledger = openTestLedger()
  const page = usageHtml(novemberOf(ledger))
  assert.is(page.match(/<table>/g)?.length, page.match(/<caption>/g)?.length)
  assert.not.match(page, /<th>/)
  assert.match(page, 'Chưa có địa điểm phủ sóng')
  assert.match(page, 'demo')
})

UsageHtml('escapes what officers typed', () => {
  using ledger = openTestLedger()
  const report = novemberOf(ledger)
  const [commune] = report.communes
  assert.ok(commune)
  const page = usageHtml({ ...report, communes: [{ ...commune, name: '<b>&' }], isPartial: true })
  assert.match(page, '&lt;b&gt;&amp;')
  assert.match(page, 'tạm tính')
})

UsageHtml.run()

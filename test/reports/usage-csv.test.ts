import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { usageCsv } from '#src/reports/usage-csv.ts'
import { accountingRequest, openTestLedger } from '#test/ledger.ts'
import { novemberOf } from '#test/month.ts'

const UsageCsv = suite('reports/usage-csv')

UsageCsv('gives the city, every commune and every site a line of as many cells', async () => {
  using ledger = openTestLedger({ siteOf: () => 'quang-truong-30-10' })
  await ledger.accounting.record(
    accountingRequest({ sessionSeconds: 60, octetsIn: 12, octetsOut: 5_000_000_000 }),
  )
  const text = usageCsv(novemberOf(ledger))
  assert.is(text.charCodeAt(0), 0xfeff)
  assert.ok(text.endsWith('\r\n'))

  const lines = text.slice(1, -2).split('\r\n')
  assert.is(lines.length, 1 + 1 + 54 + 30)
  assert.is(lines[1], '2026-11,Thành phố,,Quảng Ninh,,,30,30,0,0,1,60,12,5000000000,0')
  assert.ok(
    lines.includes(
      '2026-11,Địa điểm,06688,Phường Hạ Long,quang-truong-30-10,Quảng trường 30/10,1,1,0,0,1,60,12,5000000000,0',
    ),
  )
  const commas = new Set(lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(',').length))
  assert.equal([...commas], [15])
})

UsageCsv('quotes what needs it and disarms formulas', () => {
  using ledger = openTestLedger()
  const report = novemberOf(ledger)
  const [commune] = report.communes.filter(({ siteUsages }) => siteUsages.length > 0)
  const [site] = commune?.siteUsages ?? []
  assert.ok(commune && site)
  const named = (name: string) =>
    usageCsv({
      ...report,
      communes: [{ ...commune, siteUsages: [{ ...site, name }] }],
    })

  assert.ok(named('Chợ "Hạ Long", tầng 1').includes(',"Chợ ""Hạ Long"", tầng 1",'))
  assert.ok(named('hai\ndòng').includes(',"hai\ndòng",'))
  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    assert.ok(/,"?'/.test(named(`${start}cmd`)), JSON.stringify(start))
  }
})

UsageCsv.run()

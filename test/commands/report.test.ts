import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCommandLine } from '#test/command-line.ts'

const Reports = suite('commands/report')

Reports('reports a month of nothing as such, in every format', async () => {
  using city = openCommandLine()
  const report = (format: string) =>
    city.run('report', 'usage', '--period', '2026-11', '--format', format)

  const { out: csv } = await report('csv')
  assert.match(csv, /^\ufeffTháng,/)
  assert.match(csv, /^2026-11,Thành phố,,Quảng Ninh,,,30,0,0,/m)
  assert.is(csv.split('\r\n').filter((line) => line.includes('"Xã, phường, đặc khu"')).length, 54)

  assert.match((await report('html')).out, /^<!doctype html>/i)
  assert.is(JSON.parse((await report('json')).out).communes.length, 54)
})

Reports('is this month’s, as CSV, unless told otherwise', async () => {
  using city = openCommandLine()
  const { code, out } = await city.run('report', 'usage')
  assert.is(code, 0)
  assert.match(out, /^\d{4}-\d\d,Thành phố,/m)
})

Reports('refuses a month there is not and a format it has not', async () => {
  using city = openCommandLine()
  for (const period of ['2026-13', '11/2026', '']) {
    const { code, err } = await city.run('report', 'usage', '--period', period)
    assert.is(code, 2)
    assert.match(err, /--period: .* is not a month such as 2026-11/)
  }
  for (const format of ['xml', 'constructor', '__proto__']) {
    const { code, err } = await city.run('report', 'usage', '--format', format)
    assert.is(code, 2)
    assert.match(err, /--format: .* is not one of csv, html, json/)
  }
})

Reports.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openSignedIn } from '#test/signed-in.ts'

const Usage = suite('admin/usage-routes')

Usage('shows this month unless asked for another, all 54 communes of it', async () => {
  using house = await openSignedIn('viewer')
  const body = await (await house.get('/usage')).text()
  assert.match(body, '2026-11')
  assert.is(body.match(/<tr class="(?:commune|idle)">/g)?.length, 54)
  assert.match(await (await house.get('/usage?month=2026-01')).text(), '2026-01')
  assert.is((await house.get('/usage?month=2026-13')).status, 422)
})

Usage('gives the month as a file of each kind, under a policy that runs nothing', async () => {
  using house = await openSignedIn('viewer')
  for (const [format, type] of [
    ['csv', 'text/csv'],
    ['json', 'application/json'],
    ['html', 'text/html'],
  ] as const) {
    const response = await house.get(`/usage/2026-11.${format}`)
    assert.is(await response.text(), `${format} of 2026-11`)
    assert.is(response.headers.get('content-type'), `${type}; charset=utf-8`)
    assert.not.match(response.headers.get('content-security-policy') ?? '', 'script')
  }
  for (const file of ['2026-11', '2026-11.exe', '2026-99.csv', '2026-11.csv.html', 'x.toString']) {
    assert.is((await house.get(`/usage/${file}`)).status, 404, file)
  }
})

Usage.run()

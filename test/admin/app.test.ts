import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { adminApp } from '#src/admin/app.ts'
import { enrol, openTestConsole } from '#test/admin-ports.ts'
import { faultsOf } from '#test/well-formed.ts'

const PAGES = [
  '/',
  '/gateways',
  '/gateways?q=ha+long',
  '/gateways?q=nowhere',
  '/gateways/new',
  '/gateways/gw-01',
  '/gateways/gw-01/policy',
  '/gateways/gw-01/removal',
  '/gateways/new?stranger=203.0.113.7',
  '/strangers',
  '/sessions',
  '/sessions?gateway=gw-01&after=9000',
  '/sessions/9000',
  '/refusals',
  '/places',
  '/places/bao-tang-thu-vien/opening-hours',
  '/plans',
  '/plans/new',
  '/plans/guests',
  '/plans/guests/removal',
  '/vouchers',
  '/vouchers/3',
  '/vouchers/3/sheet',
  '/devices',
  '/devices/gw-01',
  '/devices/gw-01/pushes/7',
  '/services',
  '/usage?month=2026-11',
  '/radius',
  '/officers',
  '/audit',
]

const App = suite('admin/app')

App('draws every page well-formed, in both languages', async () => {
  using house = openTestConsole()
  const { token } = await enrol(house, 'admin')
  const app = adminApp(house.ports)
  for (const language of ['vi', 'en']) {
    for (const path of PAGES) {
      const response = await app.request(path, {
        headers: { cookie: `officer=${token}; language=${language}` },
      })
      const body = await response.text()
      assert.is(response.status, 200, path)
      assert.equal(faultsOf(body), [], path)
      assert.match(body, `<html lang="${language}">`)
      assert.not.match(body, /undefined|\[object|NaN/, path)
    }
  }
})

App('logs a write from elsewhere without the token in its address', async () => {
  using house = openTestConsole()
  const said: unknown[] = []
  const log = (event: string, fields?: object) => void said.push([event, fields])
  const app = adminApp({ ...house.ports, log })
  const elsewhere = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }

  assert.is((await app.request('/invitation/s3cr3t', elsewhere)).status, 403)
  assert.equal(said, [['admin.foreign-write', { path: '/invitation' }]])
})

App.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { adminApp } from '#src/admin/app.ts'
import { enrol, openTestConsole } from '#test/admin-ports.ts'

const NEW = {
  id: 'ben-cang-1',
  address: '10.99.0.2',
  vendor: 'mikrotik',
  site: 'bao-tang-thu-vien',
}

async function open() {
  const house = openTestConsole()
  const { token } = await enrol(house, 'operator', 'hai')
  const app = adminApp(house.ports)
  const headers = { origin: 'http://localhost', host: 'localhost', cookie: `officer=${token}` }
  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  const get = async (path: string) => (await app.request(path, { headers })).text()
  return { ...house, post, get, [Symbol.dispose]: house[Symbol.dispose] }
}

const Gateways = suite('admin/gateway-routes')

Gateways('shows the secret once, with the configuration, and never again', async () => {
  using house = await open()
  const added = await house.post('/gateways', NEW)
  assert.is(added.status, 201)
  const body = await added.text()
  assert.match(body, 'MADE-UP-SECRET-OF-A-GATEWAY')
  assert.match(body, '/radius add')
  for (const path of ['/gateways', '/gateways/ben-cang-1']) {
    assert.not.match(await house.get(path), 'MADE-UP-SECRET')
  }
  assert.equal(house.audit.list({ limit: 1 })[0], {
    seq: 3,
    at: house.clock(),
    actor: 'hai',
    action: 'gateway.added',
    subject: 'ben-cang-1',
    detail: { address: '10.99.0.2/32', site: 'bao-tang-thu-vien', vendor: 'mikrotik' },
  })
})

Gateways(
  'says everything that is wrong at once and keeps what was typed, save secrets',
  async () => {
    using house = await open()
    const typed = { id: 'Bến cảng', address: '10.0.0.0/99', vendor: 'x', site: '', secret: 'short' }
    const refused = await house.post('/gateways', typed)
    assert.is(refused.status, 422)
    const body = await refused.text()
    assert.is(body.match(/class="fault"/g)?.length, 5)
    assert.match(body, 'value="Bến cảng"')
    assert.not.match(body, 'value="short"')
    assert.is((await house.post('/gateways', { ...NEW, id: 'gw-01' })).status, 409)
  },
)

Gateways('removes after a second question, and tells the trail', async () => {
  using house = await open()
  assert.match(await house.get('/gateways/gw-02/removal'), 'method="post"')
  assert.is((await house.post('/gateways/gw-02/removal', {})).status, 303)
  assert.not.match(await house.get('/gateways'), 'href="/gateways/gw-02"')
  assert.is(house.audit.list({ limit: 1 })[0]?.action, 'gateway.removed')
  assert.is((await house.post('/gateways/gw-02/removal', {})).status, 404)
})

Gateways('finds a gateway by its place as typed without marks', async () => {
  using house = await open()
  const body = await house.get('/gateways?q=bao+tang')
  assert.is(body.match(/<th scope="row">/g)?.length, 1)
})

Gateways('gives the next step where there is nothing', async () => {
  using house = openTestConsole()
  const { token } = await enrol(house, 'admin')
  const gateways = { ...house.ports.gateways, list: async () => [] }
  const app = adminApp({ ...house.ports, gateways })
  const response = await app.request('/gateways', { headers: { cookie: `officer=${token}` } })
  assert.match(await response.text(), 'class="button" href="/gateways/new"')
})

Gateways('shows the secret also where no configuration can be made yet, and says why', async () => {
  using plain = openTestConsole()
  const { token } = await enrol(plain, 'operator')
  const config = async () => ({ says: 'PHU_SONG_RADIUS_HOST is not set' })
  const app = adminApp({ ...plain.ports, gateways: { ...plain.ports.gateways, config } })
  const headers = { origin: 'http://localhost', host: 'localhost', cookie: `officer=${token}` }
  const body = new URLSearchParams(NEW)
  const added = await app.request('/gateways', { method: 'POST', body, headers })
  assert.is(added.status, 201)
  const page = await added.text()
  assert.match(page, 'MADE-UP-SECRET-OF-A-GATEWAY')
  assert.match(page, 'PHU_SONG_RADIUS_HOST is not set')
})

Gateways.run()

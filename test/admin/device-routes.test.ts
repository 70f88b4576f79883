import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FROM_HTMX, openSignedIn } from '#test/signed-in.ts'

const Devices = suite('admin/device-routes')

Devices('shows the difference before anything can be pushed', async () => {
  using house = await openSignedIn('operator')
  const body = await (await house.get('/devices/gw-01')).text()
  assert.match(body, '~ /radius phu-song secret=(secret)')
  assert.ok(body.indexOf('class="diff"') < body.indexOf('action="/devices/gw-01/pushes"'))
})

Devices('sends a plain browser to the page of its push, and tells the trail', async () => {
  using house = await openSignedIn('operator')
  const response = await house.post('/devices/gw-01/pushes')
  assert.is(response.status, 303)
  assert.is(response.headers.get('location'), '/devices/gw-01/pushes/8')
  assert.is(house.lastAudit()?.action, 'device.pushed')
  assert.equal(house.lastAudit()?.detail, { push: 8 })
})

Devices('streams the push to htmx until it ends', async () => {
  using house = await openSignedIn('operator')
  const response = await house.post('/devices/gw-01/pushes', {}, FROM_HTMX)
  assert.match(response.headers.get('content-type') ?? '', 'text/event-stream')
  const said = await response.text()
  assert.match(said, /^data: <div id="push-progress"/)
  assert.match(said, 'đã áp dụng')
  assert.not.match(said, 'hx-trigger')
})

Devices('pushes nothing to what cannot be configured from here, and says so', async () => {
  using plain = await openSignedIn('operator')
  const push = async () => ({ kind: 'not-manageable' }) as const
  using house = await openSignedIn('operator', { devices: { ...plain.ports.devices, push } })
  const before = house.lastAudit()
  const response = await house.post('/devices/gw-01/pushes')
  assert.is(response.headers.get('location'), '/devices/gw-01')
  assert.equal(house.lastAudit(), before)
})

Devices('joins the push that is under way instead of starting another', async () => {
  using house = await openSignedIn('operator')
  const running = await house.ports.devices.pushOf(7)
  if (!running) throw new Error('no push')
  const devices = {
    ...house.ports.devices,
    push: async () => ({ kind: 'busy', by: running }) as const,
  }
  using busy = await openSignedIn('operator', { devices })
  const before = busy.lastAudit()
  const response = await busy.post('/devices/gw-01/pushes')
  assert.is(response.headers.get('location'), '/devices/gw-01/pushes/7')
  assert.equal(busy.lastAudit(), before)
})

Devices(
  'says so when the device cannot be reached, or cannot be configured from here',
  async () => {
    for (const plan of [
      { kind: 'unreachable', says: 'connect ETIMEDOUT' },
      { kind: 'not-manageable' },
    ] as const) {
      using plain = await openSignedIn('operator')
      const devices = { ...plain.ports.devices, plan: async () => plan }
      using house = await openSignedIn('operator', { devices })
      const body = await (await house.get('/devices/gw-01')).text()
      assert.not.match(body, 'action="/devices/gw-01/pushes"')
    }
  },
)

Devices('offers a comparison only to whoever may open it', async () => {
  for (const [role, offers] of [
    ['viewer', false],
    ['operator', true],
  ] as const) {
    using house = await openSignedIn(role)
    const body = await (await house.get('/devices')).text()
    assert.is(/href="\/devices\/[\w-]+"/.test(body), offers)
  }
})

Devices.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FROM_HTMX, openSignedIn } from '#test/signed-in.ts'

const Radius = suite('admin/radius-routes')

Radius('says in words what was answered, dropped and lost', async () => {
  using house = await openSignedIn('viewer')
  const body = await (await house.get('/radius')).text()
  assert.match(body, /<code>recorded<\/code><\/th><td class="prose">Số liệu đã nằm trên đĩa/)
  assert.match(body, '380.114')
  assert.match(body, 'Hệ điều hành bỏ vì bộ đệm đầy')
})

Radius('names the gateways that do not obey, and devices in two places', async () => {
  using house = await openSignedIn('viewer')
  const body = await (await house.get('/radius')).text()
  assert.match(body, '<a href="/gateways/gw-06">gw-06</a>')
  assert.match(body, '<code>silent</code>')
  assert.match(body, '<a href="/gateways/gw-11">gw-11</a>')
  assert.match(body, 'phải đăng nhập lại')
})

Radius('CVE-2024-3596: warns where MS-CHAPv2 came without TLS, and only there', async () => {
  using house = await openSignedIn('viewer')
  assert.match(await (await house.get('/radius')).text(), '21 lượt đăng nhập bằng MS-CHAPv2')
  const counters = async () => ({ 'radsec.accept.mschap2': 9, 'auth.accept': 3 })
  using other = await openSignedIn('viewer', {
    radius: { ...house.ports.radius, counters },
  })
  assert.not.match(await (await other.get('/radius')).text(), 'đi qua mạng không có TLS')
})

Radius('shows how the home servers stand and what waits for them', async () => {
  using house = await openSignedIn('viewer')
  const body = await (await house.get('/radius')).text()
  assert.match(body, 'không trả lời')
  assert.match(body, /agency\.gov\.vn<\/th><td class="number">214/)
})

Radius('says that nothing is amiss where nothing is', async () => {
  using house = await openSignedIn('viewer', {
    radius: {
      counters: async () => ({}),
      forwarding: async () => ({ homes: [], backlogs: [], delivered: 0, givenUp: 0 }),
      unreachable: async () => [],
      alarms: async () => [],
    },
  })
  const body = await (await house.get('/radius')).text()
  assert.match(body, 'Mọi cổng đều theo lệnh')
  assert.match(body, 'Chưa có gói nào')
  assert.not.match(body, '<table>')
})

Radius('looks again by itself, with and without scripts', async () => {
  using house = await openSignedIn('viewer')
  const body = await (await house.get('/radius')).text()
  assert.match(body, 'hx-get="/radius" hx-trigger="every 5s"')
  assert.match(body, '<noscript><meta http-equiv="refresh" content="15">')
  const fragment = await (await house.get('/radius', FROM_HTMX)).text()
  assert.match(fragment, /^<div id="radius-now"/)
})

Radius.run()

import { html } from 'hono/html'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { adminApp } from '#src/admin/app.ts'
import { field, fromAir } from '#src/admin/parts.ts'
import { enrol, fakeOverview, fakeSessions, openTestConsole } from '#test/admin-ports.ts'
import { faultsOf } from '#test/well-formed.ts'

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '<div hx-get=/officers hx-trigger=load>',
  '"><script>alert(1)</script>',
  "' onfocus='alert(1)",
  'user\u202egpj.exe',
  'nul\u0000 esc\u001b[31m',
  '<hx-partial hx-target="#main">',
  'a'.repeat(500),
]

const Parts = suite('admin/parts')

Parts('shows text from the air as text, wherever it comes up', async () => {
  for (const text of HOSTILE) {
    const sessions = (now: number) =>
      fakeSessions(now).map((row) => ({ ...row, userName: text, framedIp: text, siteName: text }))
    using house = openTestConsole()
    const { token } = await enrol(house, 'admin')
    const now = house.clock()
    const app = adminApp({
      ...house.ports,
      overview: async () => ({ ...fakeOverview(now), arrivals: sessions(now) }),
      sessions: { ...house.ports.sessions, live: async () => sessions(now) },
      refusals: async () => [{ at: now, gateway: 'gw-01', userName: text, reason: 'used' }],
    })
    house.audit.append({ at: now, actor: text, action: 'a', subject: text, detail: { note: text } })
    for (const path of ['/', '/sessions', '/gateways/gw-01', '/refusals', '/audit']) {
      const response = await app.request(path, { headers: { cookie: `officer=${token}` } })
      const body = await response.text()
      assert.equal(faultsOf(body), [], path)
      assert.not.match(body, /<img|onerror=alert\(1\)>|<script>|<div hx-get=\/|<hx-partial/, path)
    }
  }
})

Parts(
  'keeps such text on one line, short, readable one way, and out of reach of htmx',
  async () => {
    const shown = String(await fromAir('a\u202eb\u0000c'.padEnd(500, 'x')))
    assert.match(shown, /^<span class="air" hx-ignore>a\ufffdb\ufffdcx+…<\/span>$/)
    assert.ok(shown.length < 130)
  },
)

Parts('ties what is wrong with a field to the field', async () => {
  const shown = String(
    await field({ name: 'id', label: 'Tên', value: '"x', hint: 'h', fault: 'f' }),
  )
  assert.match(shown, 'value="&quot;x"')
  assert.match(shown, 'aria-describedby="id-hint id-fault"')
  assert.match(shown, 'aria-invalid="true"')
  assert.equal(faultsOf(String(await html`<form>${shown}</form>`)), [])
})

Parts.run()

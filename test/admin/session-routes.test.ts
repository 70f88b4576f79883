import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { adminApp } from '#src/admin/app.ts'
import { enrol, openTestConsole } from '#test/admin-ports.ts'
import { FROM_HTMX, openSignedIn } from '#test/signed-in.ts'

const OUTCOMES = [
  { kind: 'ack' },
  { kind: 'nak', errorCause: 503 },
  { kind: 'silent' },
  { kind: 'gone' },
] as const
const DONE = { ack: 'sessionAck', nak: 'sessionNak', silent: 'sessionSilent', gone: 'sessionGone' }

const Sessions = suite('admin/session-routes')

Sessions('reports the gateway’s own word on ending a session, and keeps it', async () => {
  for (const outcome of OUTCOMES) {
    using plain = await openSignedIn('operator')
    const sessions = { ...plain.ports.sessions, end: async () => outcome }
    using house = await openSignedIn('operator', { sessions })
    const response = await house.post('/sessions/9000/end')
    assert.is(response.headers.get('location'), `/sessions?done=${DONE[outcome.kind]}`)
    assert.equal(house.lastAudit()?.detail, { gateway: 'gw-01', outcome: outcome.kind })
  }
})

Sessions('gives htmx the row alone', async () => {
  using house = await openSignedIn('operator')
  const body = await (await house.post('/sessions/9000/end', {}, FROM_HTMX)).text()
  assert.match(body, /^<tr id="session-9000">/)
})

Sessions(
  'names the place with its gateway under it, and when it began behind how long',
  async () => {
    using house = await openSignedIn('viewer')
    const body = await (await house.get('/sessions')).text()
    assert.match(body, /<br><a href="\/gateways\/gw-/)
    assert.match(
      body,
      /<td class="number"><a href="\/sessions\/\d+" aria-label="Phiên \d+, \d+ \S+"><time datetime="/,
    )
  },
)

Sessions('knows no session that is none', async () => {
  using house = await openSignedIn('operator')
  for (const id of ['1', 'x', '1e99']) {
    assert.is((await house.post(`/sessions/${id}/end`)).status, 404)
  }
})

Sessions('keeps the view in the address, and asks again only on the first page', async () => {
  using house = await openSignedIn('viewer')
  const first = await (await house.get('/sessions?gateway=gw-03')).text()
  assert.match(first, 'hx-get="/sessions?gateway=gw-03" hx-trigger="every 5s"')
  assert.not.match(first, '/end"')
  const later = await (await house.get('/sessions?gateway=gw-03&after=9000')).text()
  assert.not.match(later, 'every 5s')
})

Sessions('gives htmx the list without the page around it', async () => {
  using house = await openSignedIn('viewer')
  assert.match(await (await house.get('/sessions', FROM_HTMX)).text(), /^<div id="session-rows"/)
})

Sessions('shows one session with what its plan allows, in the reader’s language', async () => {
  using house = await openSignedIn('viewer')
  const body = await (await house.get('/sessions/9000')).text()
  assert.match(body, 'Mỗi lần đăng nhập được 2 giờ và 500 MB')
  assert.match(body, 'đang chạy chậm vì hết mức')
  assert.match(body, 'được nhớ tới 22/12/2026')
  assert.match(body, 'Lượt ghé thăm')
  assert.match(body, '<a href="/sessions/8999">', 'where the phone was before')
  assert.not.match(body, '<button class="quiet danger">')
  assert.is((await house.get('/sessions/1')).status, 404)
})

Sessions('makes a device sign in again, and tells the trail which, by its number', async () => {
  using house = await openSignedIn('operator')
  const response = await house.post('/sessions/9000/forgetting')
  assert.is(response.headers.get('location'), '/sessions/9000?done=deviceForgotten')
  assert.is(house.lastAudit()?.action, 'device.forgotten')
  assert.is((await house.post('/sessions/1/forgetting')).status, 404)
})

Sessions('names plans in the language of the console', async () => {
  using house = openTestConsole()
  const { token } = await enrol(house, 'viewer')
  const app = adminApp(house.ports)
  for (const [language, name] of [
    ['vi', '<td>Wi-Fi công cộng</td>'],
    ['en', '<td>Public Wi-Fi</td>'],
  ] as const) {
    const headers = { cookie: `officer=${token}; language=${language}` }
    assert.match(await (await app.request('/sessions', { headers })).text(), name)
  }
})

Sessions.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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
    assert.match(body, /<td class="number"><time datetime="/)
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

Sessions.run()

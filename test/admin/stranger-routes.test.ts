import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { FROM_HTMX, openSignedIn } from '#test/signed-in.ts'
import { fakeStranger } from '#test/strangers.ts'
import { faultsOf } from '#test/well-formed.ts'

const HOSTILE = '"><img src=x onerror=alert(1)>\u202e'

const Strangers = suite('admin/stranger-routes')

Strangers('shows who knocks and what it claims, as claims', async () => {
  using house = await openSignedIn('operator')
  const body = await (await house.get('/strangers')).text()
  assert.match(body, '203.0.113.7')
  assert.match(body, 'Gói tin tự xưng (chưa xác minh)')
  assert.match(body, /NAS-Identifier<\/span> <span class="air" hx-ignore>ben-cang-2/)
  assert.match(body, 'href="/gateways/new?stranger=2001%3Adb8%3A%3A7"')
})

Strangers('counts those that wait on every page, without those put aside', async () => {
  using house = await openSignedIn('viewer')
  for (const path of ['/', '/usage']) {
    const body = await (await house.get(path)).text()
    assert.match(body, '<span>Cổng lạ</span> <span class="waiting">2</span>')
  }
})

Strangers('shows what a packet claims as text, whatever it is', async () => {
  using plain = await openSignedIn('viewer')
  const claims = { nasIdentifier: HOSTILE, nasAddress: undefined, calledStation: HOSTILE }
  const stranger = fakeStranger('10.0.0.9', 0, { claims: { ...claims, make: undefined } })
  const strangers = { ...plain.ports.strangers, list: async () => [stranger] }
  using house = await openSignedIn('viewer', { strangers })
  const body = await (await house.get('/strangers')).text()
  assert.equal(faultsOf(body), [])
  assert.not.match(body, '<img')
  assert.not.match(body, '\u202e')
})

Strangers('fills in the form of a new gateway with its address and its make', async () => {
  using house = await openSignedIn('operator')
  const form = await (await house.get('/gateways/new?stranger=203.0.113.7')).text()
  assert.match(form, 'Nhận 203.0.113.7 làm cổng')
  assert.match(form, 'name="address" type="text" value="203.0.113.7"')
  assert.match(form, '<option value="mikrotik" selected>')

  const unknown = await (await house.get('/gateways/new?stranger=10.1.1.1')).text()
  assert.not.match(unknown, '10.1.1.1')
})

Strangers('keeps saying what is being adopted when the form comes back', async () => {
  using house = await openSignedIn('operator')
  const response = await house.post('/gateways', { stranger: '203.0.113.7', id: 'X!' })
  assert.is(response.status, 422)
  assert.match(await response.text(), 'Nhận 203.0.113.7 làm cổng')
})

Strangers('puts one aside and back, and tells the trail', async () => {
  using house = await openSignedIn('operator')
  const ignored = await house.post('/strangers/2001:db8::7/ignoring')
  assert.is(ignored.headers.get('location'), '/strangers?done=strangerIgnored')
  assert.is(house.lastAudit()?.action, 'stranger.ignored')
  assert.is(house.lastAudit()?.subject, '2001:db8::7')
  assert.match(await (await house.get('/strangers')).text(), 'Đã bỏ qua (2)')

  assert.is((await house.post('/strangers/2001:db8::7/ignoring')).status, 404)
  assert.is((await house.post('/strangers/nobody/ignoring')).status, 404)
  assert.is((await house.post('/strangers/2001:db8::7/heeding')).status, 303)
  assert.is(house.lastAudit()?.action, 'stranger.heeded')
})

Strangers('says what to do where nobody knocks', async () => {
  using plain = await openSignedIn('viewer')
  const strangers = { ...plain.ports.strangers, list: async () => [] }
  using house = await openSignedIn('viewer', { strangers })
  const body = await (await house.get('/strangers')).text()
  assert.match(body, '1812')
  assert.not.match(body, '<span>Cổng lạ</span> <span')
})

Strangers('looks again by itself, and gives htmx the inbox alone', async () => {
  using house = await openSignedIn('viewer')
  assert.match(await (await house.get('/strangers')).text(), 'hx-trigger="every 5s"')
  const fragment = await (await house.get('/strangers', FROM_HTMX)).text()
  assert.match(fragment, /^<div id="inbox"/)
})

Strangers('offers a viewer nothing to press', async () => {
  using house = await openSignedIn('viewer')
  const body = await (await house.get('/strangers')).text()
  assert.not.match(body, 'action="/strangers/')
  assert.not.match(body, '/gateways/new')
})

Strangers.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Gateway } from '#src/gateways/gateway.ts'
import { openSignedIn } from '#test/signed-in.ts'

const NOW = {
  messageAuthenticator: 'required',
  limitProxyState: 'yes',
  macAuth: 'no',
  coaPort: '3799',
}

/** A console with one gateway that is not as usual. */
async function openWith(changes: Partial<Gateway>) {
  using plain = await openSignedIn('operator')
  const find = plain.ports.gateways.find
  const gateways = {
    ...plain.ports.gateways,
    find: async (id: string) => {
      const row = await find(id)
      return row && { ...row, gateway: { ...row.gateway, ...changes } }
    },
  }
  return openSignedIn('operator', { gateways })
}

const Policy = suite('admin/gateway-policy-routes')

Policy('changes how a gateway is believed, and the trail says what from and what to', async () => {
  using house = await openSignedIn('operator')
  const changed = { ...NOW, messageAuthenticator: 'auto', macAuth: 'yes', coaPort: '1700' }
  const response = await house.post('/gateways/gw-01/policy', changed)
  assert.is(response.headers.get('location'), '/gateways/gw-01?done=gatewayChanged')
  assert.is(house.lastAudit()?.action, 'gateway.changed')
  assert.equal(house.lastAudit()?.detail, {
    messageAuthenticator: 'required → auto',
    macAuth: 'false → true',
    coaPort: '3799 → 1700',
  })
  const page = await (await house.get('/gateways/gw-01')).text()
  assert.match(page, '<code>1700</code>')
  assert.match(page, 'chưa từng ký')
})

Policy('changes nothing on a port that is none, and keeps what was typed', async () => {
  using house = await openSignedIn('operator')
  for (const coaPort of ['0', '65536', 'x', '1e3']) {
    const response = await house.post('/gateways/gw-01/policy', { ...NOW, macAuth: 'yes', coaPort })
    assert.is(response.status, 422)
    const body = await response.text()
    assert.match(body, 'id="coaPort-fault"')
    assert.match(body, `value="${coaPort}"`)
    assert.match(body, '<option value="yes" selected>có</option>')
  }
  assert.is.not(house.lastAudit()?.action, 'gateway.changed')
  assert.is((await house.post('/gateways/nowhere/policy', NOW)).status, 404)
})

Policy('leaves what was not asked as it is', async () => {
  using house = await openSignedIn('operator')
  await house.post('/gateways/gw-01/policy', { limitProxyState: 'no' })
  assert.equal(house.lastAudit()?.detail, { limitProxyState: 'true → false' })
})

Policy('gives an empty CoA port the usual one of the make', async () => {
  using house = await openSignedIn('operator')
  await house.post('/gateways/gw-01/policy', { ...NOW, coaPort: '1700' })
  await house.post('/gateways/gw-01/policy', { ...NOW, coaPort: '' })
  assert.equal(house.lastAudit()?.detail, { coaPort: '1700 → 3799' })
})

Policy('says since when a gateway is pinned, and offers the policy it was given', async () => {
  using house = await openWith({ pinnedAt: Date.parse('2026-11-20T03:00:00Z') })
  const page = await (await house.get('/gateways/gw-01')).text()
  assert.match(page, 'bắt buộc, tự chốt từ 20/11/2026 10:00:00')
  const form = await (await house.get('/gateways/gw-01/policy')).text()
  assert.match(form, '<option value="auto" selected>')
})

Policy('warns of a gateway that need not sign', async () => {
  using house = await openWith({ messageAuthenticator: 'optional', limitProxyState: false })
  for (const path of ['/gateways/gw-01', '/gateways/gw-01/policy']) {
    const body = await (await house.get(path)).text()
    assert.match(body, 'CVE-2024-3596')
    assert.is(body.match(/<li class="warning">/g)?.length, 2)
  }
})

Policy('is part of the form of a new gateway', async () => {
  using house = await openSignedIn('operator')
  const fields = { id: 'ben-cang-1', address: '10.99.0.2', vendor: 'mikrotik' }
  const site = 'bao-tang-thu-vien'
  const wrong = await house.post('/gateways', { ...fields, site, coaPort: '70000' })
  assert.is(wrong.status, 422)
  await house.post('/gateways', { ...fields, site, ...NOW, messageAuthenticator: 'optional' })
  assert.match(await (await house.get('/gateways/ben-cang-1')).text(), 'CVE-2024-3596')
})

Policy(
  'binds a gateway to a certificate, by its mark or a name in it, and back to UDP',
  async () => {
    using house = await openSignedIn('operator')
    const mark = 'AB:'.repeat(32).slice(0, -1)
    await house.post('/gateways/gw-01/certificate', { certificate: mark })
    assert.is(house.lastAudit()?.detail['certificate'], `UDP → ${mark}`)
    assert.match(await (await house.get('/gateways/gw-01')).text(), 'ab'.repeat(32))

    await house.post('/gateways/gw-01/certificate', { certificate: 'GW-1.city.vn' })
    assert.match(await (await house.get('/gateways/gw-01/policy')).text(), 'value="gw-1.city.vn"')
    const back = await house.post('/gateways/gw-01/certificate', { certificate: '' })
    assert.is(back.headers.get('location'), '/gateways/gw-01?done=gatewayChanged')
    assert.is(house.lastAudit()?.detail['certificate'], 'gw-1.city.vn → UDP')
    assert.is((await house.post('/gateways/nowhere/certificate')).status, 404)
  },
)

Policy('says what is wrong with a certificate and keeps what was typed', async () => {
  using plain = await openSignedIn('operator')
  const wrong = await plain.post('/gateways/gw-01/certificate', { certificate: 'ab:cd' })
  assert.is(wrong.status, 422)
  assert.match(await wrong.text(), 'value="ab:cd"')
  assert.is.not(plain.lastAudit()?.action, 'gateway.bound')

  const bind = () => ({ kind: 'certificate-taken', by: 'gw-02' }) as const
  using house = await openSignedIn('operator', { gateways: { ...plain.ports.gateways, bind } })
  const taken = await house.post('/gateways/gw-01/certificate', { certificate: 'gw-1.city.vn' })
  assert.is(taken.status, 409)
  assert.match(await taken.text(), 'đã thuộc một cổng khác')
})

Policy.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { siteFacts } from '#src/fleet/site-facts.ts'
import type { Gateway } from '#src/gateways/gateway.ts'
import { parsePrefix } from '#src/kernel/ip.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openTestStore } from '#test/house.ts'

const gateway = (secret: string, id = 'gw-1'): Gateway => ({
  id,
  address: parsePrefix('10.1.0.1') as NonNullable<ReturnType<typeof parsePrefix>>,
  vendor: 'mikrotik',
  site: 'cho-ha-long',
  hotspotHost: '10.5.50.1',
  messageAuthenticator: 'required',
  limitProxyState: true,
  coaPort: 3799,
  secret: new Secret(secret),
  addedAt: 0,
})
const city = {
  portalUrl: 'https://wifi.example',
  walledGarden: [],
  radius: { host: '10.0.0.1', authPort: 1812, acctPort: 1813 },
}

const Facts = suite('fleet/site-facts')

Facts('marks a secret so that another is noticed and none is learnt', () => {
  using store = openTestStore()
  const mark = (secret: string, id?: string) =>
    siteFacts(gateway(secret, id), city, store.keyring).radius.secretMark

  assert.match(mark('a'), /^[0-9a-f]{12}$/)
  assert.is(mark('a'), mark('a'))
  assert.is.not(mark('a'), mark('b'))
  assert.is.not(mark('a', 'gw-1'), mark('a', 'gw-2'), 'equal secrets do not show as equal')
})

Facts('says of a gateway bound to a certificate that it comes over TLS', () => {
  using store = openTestStore()
  const bound = { ...gateway('a'), radsec: { name: 'gw-1.city.vn' } }
  assert.is(siteFacts(bound, city, store.keyring).radius.isOverTls, true)
  assert.is(siteFacts(gateway('a'), city, store.keyring).radius.isOverTls, undefined)
})

Facts("takes a gateway's own record for what is its own", () => {
  using store = openTestStore()
  const facts = siteFacts(gateway('a'), city, store.keyring)
  assert.is(facts.gatewayId, 'gw-1')
  assert.is(facts.coaPort, 3799)
  assert.is(facts.radius.host, '10.0.0.1')
  assert.is(facts.radius.messageAuthenticator, 'required')
  assert.is(facts.uamSecret, undefined)
})

Facts.run()

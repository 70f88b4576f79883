import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { HOME_TIMING } from '#src/proxy/home.ts'
import { Homes } from '#src/proxy/homes.ts'
import { octetsOf } from '#src/radius/attributes.ts'
import { openRadiusClient } from '#src/radius/client.ts'
import { type Attribute, attributeId } from '#src/radius/dictionary.ts'
import { TlsRequester } from '#src/radius/tls-requester.ts'
import { CODE } from '#src/radius/wire.ts'
import type { RadsecServer } from '#src/realms/realm.ts'
import { openssl } from '#test/certificates.ts'
import { openForwardingTown } from '#test/forwarding.ts'
import { until } from '#test/home-server.ts'
import { hex, RFC_SECRET } from '#test/radius.ts'
import { openRadsec } from '#test/radsec.ts'
import { homeServer, realm } from '#test/realms.ts'

const noTls = (): never => assert.unreachable('nobody is asked') as never

const openHomes = () =>
  new Homes({
    clock: systemClock,
    log: silentLog,
    entropy: systemEntropy,
    timing: HOME_TIMING,
    openTls: noTls,
    onReturn: () => undefined,
  })

const HomesSuite = suite('proxy/homes')
const tls = openssl ? HomesSuite : HomesSuite.skip

HomesSuite(
  'keeps what it knows of a server through changes elsewhere in the document',
  async () => {
    await using homes = openHomes()
    const [before] = homes.of(realm()).auth.homes
    const [after] = homes.of(realm({ plan: 'staff' })).auth.homes
    const [moved] = homes.of(realm({ servers: [homeServer({ authPort: 1645 })] })).auth.homes
    assert.is(after, before)
    assert.is.not(moved, before)
  },
)

HomesSuite('closes the servers that no realm has any more', async () => {
  await using homes = openHomes()
  const agency = realm()
  const [home] = homes.of(agency).auth.homes
  await homes.forgetOthers([agency])
  assert.is(homes.of(realm()).auth.homes[0], home)
  await homes.forgetOthers([])
  assert.is.not(homes.of(realm()).auth.homes[0], home)
})

HomesSuite('tells of each server’s ports how they stand, asked or not', async () => {
  await using homes = openHomes()
  assert.equal(
    homes.standings([realm()]).map(({ duty, port, standing }) => [duty, port, standing]),
    [
      ['auth', 1812, 'alive'],
      ['acct', 1813, 'alive'],
    ],
  )
})

HomesSuite('RFC 6614 §2.1: over TLS one connection does both duties', async () => {
  await using homes = openHomes()
  const server: RadsecServer = { transport: 'radsec', host: '10.9.0.1' as Ip, port: 2083 }
  const pools = homes.of(realm({ servers: [server] }))
  assert.is(pools.auth.homes[0], pools.acct.homes[0])
})

tls('RFC 9765: signs in and accounts at a home server over TLS, without any secret', async () => {
  await using home = await openRadsec()
  const identity = home.authority.issue('city', 'DNS:ben-tau.city.vn')
  const server: RadsecServer = {
    transport: 'radsec',
    host: '127.0.0.1' as Ip,
    port: home.radsec.port,
  }
  await using town = await openForwardingTown(
    [server],
    {},
    {
      timing: { one: { firstMs: 5000, attempts: 1 }, last: { firstMs: 5000, attempts: 1 } },
      openTls: ({ host, port }) =>
        TlsRequester.open({
          server: { host, port, trust: { authorities: home.authority.certificate } },
          identity: () => identity,
        }),
    },
  )
  const user: Attribute = ['User-Name', 'lan@agency.gov.vn']
  await using client = await openRadiusClient({
    host: '127.0.0.1',
    ...town.radius,
    secret: RFC_SECRET,
  })
  const reply = await client.access([user, ['User-Password', 'sóng']])
  assert.ok(reply.accepted)
  assert.is(reply.attributes.text('Class'), 'grant')
  assert.not.ok((await client.access([user, ['User-Password', 'gió']])).accepted)

  const start: Attribute[] = [
    user,
    ['Acct-Status-Type', hex('00000001')],
    ['Acct-Session-Id', '8100001'],
  ]
  const acknowledged = await town.account(start)
  assert.is(acknowledged?.code, CODE.accountingResponse)
  assert.is(acknowledged && octetsOf(acknowledged, attributeId('Proxy-State')), undefined)
  await until(() => town.forwarding.state().delivered === 1)
  assert.is(home.records[0]?.acctSessionId, '8100001')
})

HomesSuite.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CODE } from '#src/radius/wire.ts'
import { openAuthority, openssl } from '#test/certificates.ts'
import { gateway, packetOf } from '#test/radius.ts'
import { loginOf, openRadsec, openTls, requestOf } from '#test/radsec.ts'

const Admission = suite('radius/tls-admission')
const test = openssl ? Admission : Admission.skip

test('radiusdtls-bis §3.3.1: a certificate of our authority with a bound name is the gateway', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('x', 'DNS:BEN-TAU.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  peer.send(requestOf(CODE.statusServer, 0))
  assert.is((await peer.packets(1)).length, 1)
  assert.equal(city.refused, [])
})

test('RFC 9525 §6.4.4: the common name is no name', async () => {
  await using city = await openRadsec()
  await using peer = await openTls(city.radsec.port, city.authority.issue('ben-tau.city.vn'))
  peer.send(loginOf(1))
  assert.equal(await peer.packets(1), [])
  assert.is(city.refused[0]?.why, 'unbound')
})

test('a bound name that nobody we trust vouches for is refused, and told with its fingerprint', async () => {
  await using city = await openRadsec()
  using other = openAuthority('City CA')
  const client = other.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  peer.send(loginOf(1))
  assert.equal(await peer.packets(1), [])
  assert.equal(city.refused, [
    {
      source: '127.0.0.1',
      fingerprint: client.fingerprint,
      subject: 'CN=ben-tau',
      names: ['ben-tau.city.vn'],
      why: 'unbound',
    },
  ])
  assert.is(city.server.counters()['radsec.refused.unbound'], 1)
})

test('RFC 6614 §2.3: a bound fingerprint is the gateway, whoever issued the certificate', async () => {
  await using city = await openRadsec()
  using other = openAuthority('Anyone')
  const client = other.issue('a-router')
  city.bound.add(client.fingerprint)
  await using peer = await openTls(city.radsec.port, client)
  peer.send(loginOf(1))
  assert.is(packetOf((await peer.packets(1))[0] ?? Buffer.alloc(0)).code, CODE.accessAccept)
})

test('radiusdtls-bis §3.3: nobody comes in without a certificate', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const nothing = { cert: undefined, key: undefined } as never
  await using peer = await openTls(city.radsec.port, client, nothing)
  await peer.closed
  assert.is(city.server.counters()['radsec.no-certificate'], 1)
})

test('radiusdtls-bis §3.4: a gateway’s certificate from another address is refused', async () => {
  const nasOf = (_: unknown, source: string) => (source === '127.0.0.1' ? gateway() : 'elsewhere')
  await using city = await openRadsec({ handlers: { nasOf } })
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using away = await openTls(city.radsec.port, client, { localAddress: '127.0.0.2' })
  await away.closed
  assert.is(city.refused[0]?.why, 'elsewhere')
  await using home = await openTls(city.radsec.port, client, { localAddress: '127.0.0.1' })
  home.send(loginOf(1))
  assert.is((await home.packets(1)).length, 1)
})

test('radiusdtls-bis §3.5: no session is resumed, so every connection shows its certificate', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    await using first = await openTls(city.radsec.port, client, { maxVersion })
    const session = first.socket.getSession()
    first.send(loginOf(1))
    await first.packets(1)
    const resumed = { maxVersion, ...(session ? { session } : {}) }
    await using second = await openTls(city.radsec.port, client, resumed)
    assert.not(second.socket.isSessionReused())
  }
})

test('who is taken from the records is not heard any more, and closed when silent', async () => {
  await using city = await openRadsec({ limits: { recheckMs: 20 } })
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  await using silent = await openTls(city.radsec.port, client)
  peer.send(loginOf(1))
  await peer.packets(1)
  city.bound.clear()
  peer.send(loginOf(2))
  await peer.closed
  await silent.closed
  assert.is(peer.heard.length, 1)
})

Admission.run()

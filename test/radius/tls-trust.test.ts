import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, systemClock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { CODE } from '#src/radius/wire.ts'
import { openAuthority, openssl } from '#test/certificates.ts'
import { loginOf, openRadsec, openTls, requestOf, START } from '#test/radsec.ts'

const Trust = suite('radius/tls-trust')
const test = openssl ? Trust : Trust.skip

test('a key that is not the certificate’s is refused, and what was shown before goes on', async () => {
  await using city = await openRadsec()
  const other = city.authority.issue('radius.city.vn')
  assert.throws(
    () => city.radsec.renew({ ...city.credentials, key: other.key }),
    (error: unknown) => error instanceof Fault && error.code === 'config/invalid',
  )
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  peer.send(loginOf(1))
  assert.is((await peer.packets(1)).length, 1)
})

test('radiusdtls-bis §3.3.1: a new certificate of ours drops nobody, and newcomers see it', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using early = await openTls(city.radsec.port, client)
  early.send(loginOf(1))
  await early.packets(1)

  const renewed = city.authority.issue('radius.city.vn', 'DNS:radius.city.vn')
  city.radsec.renew({ ...city.credentials, ...renewed })
  early.send(loginOf(2))
  assert.is((await early.packets(2)).length, 2)
  await using late = await openTls(city.radsec.port, client)
  const { fingerprint256 } = late.socket.getPeerCertificate()
  assert.is(fingerprint256.replaceAll(':', '').toLowerCase(), renewed.fingerprint)
})

test('radiusdtls-bis §3.3.1: whom a removed authority vouched for is answered, then closed', async () => {
  const started = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const accounting = async () => {
    started.resolve()
    await goOn.promise
  }
  await using city = await openRadsec({ handlers: { accounting } })
  using other = openAuthority('Another CA')
  const bound = other.issue('pinned')
  city.bound.add(bound.fingerprint)
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using vouched = await openTls(city.radsec.port, client)
  await using pinned = await openTls(city.radsec.port, bound)
  vouched.send(requestOf(CODE.accountingRequest, 1, START))
  await started.promise

  city.radsec.renew({ ...city.credentials, authorities: other.certificate })
  goOn.resolve()
  await vouched.closed
  assert.is(vouched.heard.length, 1, 'what was under way was answered')
  pinned.send(loginOf(1))
  assert.is((await pinned.packets(1)).length, 1, 'a bound fingerprint needs no authority')
})

test('radiusdtls-bis §3.3.1: a list of revoked certificates ends them and lets the others come again', async () => {
  await using city = await openRadsec()
  const bad = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const good = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using before = await openTls(city.radsec.port, bad)
  before.send(loginOf(1))
  await before.packets(1)

  const list = city.authority.revoke(bad)
  city.radsec.renew({ ...city.credentials, authorities: city.authority.certificate + list })
  await before.closed
  await using after = await openTls(city.radsec.port, bad)
  await after.closed
  assert.is(city.refused[0]?.why, 'revoked')
  city.bound.add(bad.fingerprint)
  await using still = await openTls(city.radsec.port, bad)
  await still.closed
  assert.is(city.refused[1]?.why, 'revoked', 'not by its fingerprint either')
  await using other = await openTls(city.radsec.port, good)
  other.send(loginOf(1))
  assert.is((await other.packets(1)).length, 1)
})

test('radiusdtls-bis §3.3.1: a connection does not outlive the certificate that opened it', async () => {
  let ahead = 0
  const clock = () => systemClock() + ahead
  await using city = await openRadsec({ clock, limits: { recheckMs: 10 } })
  const named = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const bound = city.authority.issue('pinned')
  city.bound.add(bound.fingerprint)
  await using vouched = await openTls(city.radsec.port, named)
  await using pinned = await openTls(city.radsec.port, bound)
  vouched.send(loginOf(1))
  await vouched.packets(1)

  ahead = 3 * DAY
  await vouched.closed
  assert.is(city.server.counters()['radsec.closed.expired'], 1)
  pinned.send(loginOf(1))
  assert.is((await pinned.packets(1)).length, 1, 'a bound fingerprint is that of this certificate')
})

Trust.run()

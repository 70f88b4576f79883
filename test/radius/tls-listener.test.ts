import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { type Attribute, layout, uint32 } from '#src/radius/dictionary.ts'
import { hidePassword } from '#src/radius/password.ts'
import { keyOf, RADSEC, signRequest, verifyReply } from '#src/radius/signature.ts'
import { CODE, type Code } from '#src/radius/wire.ts'
import { openAuthority, openssl } from '#test/certificates.ts'
import { gateway, packetOf } from '#test/radius.ts'
import { openRadsec, openTls } from '#test/radsec.ts'

const key = keyOf(RADSEC)

const Listener = suite('radius/tls-listener')
const test = openssl ? Listener : Listener.skip

function ask(code: Code, identifier: number, attributes: readonly Attribute[] = []): Buffer {
  return signRequest(code, identifier, layout(attributes), randomBytes(16), key)
}

function login(identifier: number, password = 'sóng'): Buffer {
  const nonce = randomBytes(16)
  const attributes = layout([
    ['User-Name', 'nemo'],
    ['User-Password', hidePassword(Buffer.from(password), nonce, key)],
  ])
  return signRequest(CODE.accessRequest, identifier, attributes, nonce, key)
}

const START: readonly Attribute[] = [
  ['User-Name', 'nemo'],
  ['Acct-Session-Id', 'a1'],
  ['Acct-Status-Type', uint32(1)],
]

test('RFC 6614 §2.1, §2.3: one connection carries both, signed with "radsec"', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  const asked = [login(1), ask(CODE.accountingRequest, 1, START), login(2, 'sai')]
  peer.send(...asked)

  const heard = (await peer.packets(3)).map(packetOf)
  assert.equal(
    heard.map(({ code, identifier }) => [code, identifier]).sort(),
    [
      [CODE.accessAccept, 1],
      [CODE.accessReject, 2],
      [CODE.accountingResponse, 1],
    ].sort(),
  )
  const accept = heard.find(({ code }) => code === CODE.accessAccept)
  assert.ok(accept && verifyReply(accept, packetOf(asked[0] ?? Buffer.alloc(0)), key))
  assert.is(city.records[0]?.acctSessionId, 'a1')
  assert.is(city.records[0]?.source, '127.0.0.1')
  assert.is(city.server.counters()['radsec.accept'], 1)
})

test('radiusdtls-bis §3.1: TLS 1.3 when it can be, 1.2 at least', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using newest = await openTls(city.radsec.port, client)
  assert.is(newest.socket.getProtocol(), 'TLSv1.3')
  await using older = await openTls(city.radsec.port, client, { maxVersion: 'TLSv1.2' })
  assert.is(older.socket.getProtocol(), 'TLSv1.2')
  assert.match(older.socket.getCipher().name, /^ECDHE-.*(GCM|POLY1305)/)

  const ancient = {
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL:@SECLEVEL=0',
  } as const
  await using oldest = await openTls(city.radsec.port, client, ancient)
  await oldest.closed
  assert.is(oldest.socket.getProtocol() ?? null, null)
})

test('radiusdtls-bis §3.2.1: a certificate of our authority with a bound name is the gateway', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('x', 'DNS:BEN-TAU.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  peer.send(ask(CODE.statusServer, 0))
  assert.is((await peer.packets(1)).length, 1)
  assert.equal(city.refused, [])
})

test('RFC 9525 §6.4.4: the common name is no name', async () => {
  await using city = await openRadsec()
  await using peer = await openTls(city.radsec.port, city.authority.issue('ben-tau.city.vn'))
  peer.send(login(1))
  assert.equal(await peer.packets(1), [])
  assert.is(city.refused[0]?.why, 'unbound')
})

test('a bound name that nobody we trust vouches for is refused, and told with its fingerprint', async () => {
  await using city = await openRadsec()
  using other = openAuthority('City CA')
  const client = other.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  peer.send(login(1))
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

test('radiusdtls-bis §3.2.2: a bound fingerprint is the gateway, whoever issued the certificate', async () => {
  await using city = await openRadsec()
  using other = openAuthority('Anyone')
  const client = other.issue('a-router')
  city.bound.add(client.fingerprint)
  await using peer = await openTls(city.radsec.port, client)
  peer.send(login(1))
  assert.is(packetOf((await peer.packets(1))[0] ?? Buffer.alloc(0)).code, CODE.accessAccept)
})

test('radiusdtls-bis §3.2: nobody comes in without a certificate', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const nothing = { cert: undefined, key: undefined } as never
  await using peer = await openTls(city.radsec.port, client, nothing)
  await peer.closed
  assert.is(city.server.counters()['radsec.no-certificate'], 1)
})

test('radiusdtls-bis §3.3: a gateway’s certificate from another address is refused', async () => {
  const nasOf = (_: unknown, source: string) => (source === '127.0.0.1' ? gateway() : 'elsewhere')
  await using city = await openRadsec({ handlers: { nasOf } })
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using away = await openTls(city.radsec.port, client, { localAddress: '127.0.0.2' })
  await away.closed
  assert.is(city.refused[0]?.why, 'elsewhere')
  await using home = await openTls(city.radsec.port, client, { localAddress: '127.0.0.1' })
  home.send(login(1))
  assert.is((await home.packets(1)).length, 1)
})

test('radiusdtls-bis §3.4: no session is resumed, so every connection shows its certificate', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    await using first = await openTls(city.radsec.port, client, { maxVersion })
    const session = first.socket.getSession()
    first.send(login(1))
    await first.packets(1)
    const resumed = { maxVersion, ...(session ? { session } : {}) }
    await using second = await openTls(city.radsec.port, client, resumed)
    assert.not(second.socket.isSessionReused())
  }
})

test('RFC 9765 §3.3: ALPN is answered with the best both know, and may be left out', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const said = async (ALPNProtocols?: string[]) => {
    await using peer = await openTls(
      city.radsec.port,
      client,
      ALPNProtocols ? { ALPNProtocols } : {},
    )
    return peer.socket.destroyed ? 'closed' : peer.socket.alpnProtocol
  }
  assert.is(await said(), false)
  assert.is(await said(['radius/1.0']), 'radius/1.0')
  assert.is(await said(['radius/1.0', 'radius/1.1']), 'radius/1.1')
  assert.is(await said(['h2']), 'closed')
})

test('RFC 9765 §3.5: RADIUS/1.1 below TLS 1.3 is refused', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const older = { ALPNProtocols: ['radius/1.1'], maxVersion: 'TLSv1.2' } as const
  await using peer = await openTls(city.radsec.port, client, {
    ...older,
    ALPNProtocols: ['radius/1.1'],
  })
  await peer.closed
  assert.is(city.server.counters()['radsec.wrong-version'], 1)
})

test('a key that is not the certificate’s is refused, and what was shown before goes on', async () => {
  await using city = await openRadsec()
  const other = city.authority.issue('radius.city.vn')
  assert.throws(
    () => city.radsec.renew({ ...city.credentials, key: other.key }),
    (error: unknown) => error instanceof Fault && error.code === 'config/invalid',
  )
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  peer.send(login(1))
  assert.is((await peer.packets(1)).length, 1)
})

test('radiusdtls-bis §3.2.1: a new certificate of ours drops nobody, and newcomers see it', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using early = await openTls(city.radsec.port, client)
  early.send(login(1))
  await early.packets(1)

  const renewed = city.authority.issue('radius.city.vn', 'DNS:radius.city.vn')
  city.radsec.renew({ ...city.credentials, ...renewed })
  early.send(login(2))
  assert.is((await early.packets(2)).length, 2)
  await using late = await openTls(city.radsec.port, client)
  const { fingerprint256 } = late.socket.getPeerCertificate()
  assert.is(fingerprint256.replaceAll(':', '').toLowerCase(), renewed.fingerprint)
})

test('radiusdtls-bis §3.2.1: whom a removed authority vouched for is answered, then closed', async () => {
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
  vouched.send(ask(CODE.accountingRequest, 1, START))
  await started.promise

  city.radsec.renew({ ...city.credentials, authorities: other.certificate })
  goOn.resolve()
  await vouched.closed
  assert.is(vouched.heard.length, 1, 'what was under way was answered')
  pinned.send(login(1))
  assert.is((await pinned.packets(1)).length, 1, 'a bound fingerprint needs no authority')
})

test('radiusdtls-bis §3.2.1: a list of revoked certificates ends them and lets the others come again', async () => {
  await using city = await openRadsec()
  const bad = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const good = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using before = await openTls(city.radsec.port, bad)
  before.send(login(1))
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
  other.send(login(1))
  assert.is((await other.packets(1)).length, 1)
})

test('who is taken from the records is not heard any more, and closed when silent', async () => {
  await using city = await openRadsec({ limits: { recheckMs: 20 } })
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  await using silent = await openTls(city.radsec.port, client)
  peer.send(login(1))
  await peer.packets(1)
  city.bound.clear()
  peer.send(login(2))
  await peer.closed
  await silent.closed
  assert.is(peer.heard.length, 1)
})

test('radiusdtls-bis §8: few handshakes are under way at once, and none for long', async () => {
  await using city = await openRadsec({ limits: { handshakes: 2, handshakeMs: 200 } })
  const { connect } = await import('node:net')
  const idlers = Array.from({ length: 3 }, () => connect(city.radsec.port, '127.0.0.1'))
  const ends = idlers.map((socket) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    socket.on('error', () => undefined).on('close', () => resolve())
    return promise
  })
  await Promise.all(ends)
  const counters = city.server.counters()
  assert.is(counters['radsec.crowded'], 1)
  assert.ok((counters['radsec.handshake-failed'] ?? 0) >= 2)

  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  peer.send(login(1))
  assert.is((await peer.packets(1)).length, 1)
})

test('radiusdtls-bis §4.4: the connection a gateway left behind gives way to its next', async () => {
  await using city = await openRadsec({ limits: { connectionsAGateway: 2 } })
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using first = await openTls(city.radsec.port, client)
  await using second = await openTls(city.radsec.port, client)
  second.send(login(1))
  await second.packets(1)
  first.send(login(1))
  await first.packets(1)
  await sleep(2)
  second.send(login(2))
  await second.packets(2)
  await using third = await openTls(city.radsec.port, client)
  await first.closed
  third.send(login(1))
  assert.is((await third.packets(1)).length, 1)
  assert.not(second.socket.destroyed)
})

test('radiusdtls-bis §4.4: a connection on which nothing comes is closed', async () => {
  await using city = await openRadsec({ limits: { idleMs: 50 } })
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  await peer.closed
  assert.is(city.server.counters()['radsec.closed.idle'], 1)
})

test('what is not TLS is closed', async () => {
  await using city = await openRadsec()
  const { connect } = await import('node:net')
  const socket = connect(city.radsec.port, '127.0.0.1')
  const closed = new Promise((done) => socket.on('error', () => undefined).on('close', done))
  socket.write(login(1))
  await closed
  assert.is(city.server.counters()['radsec.handshake-failed'], 1)
})

test('some hundred reconnections leave nothing behind', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  for (let round = 0; round < 50; round++) {
    const peers = await Promise.all(
      Array.from({ length: 6 }, () => openTls(city.radsec.port, client)),
    )
    await Promise.all(
      peers.map(async (peer) => {
        peer.send(login(1))
        assert.is((await peer.packets(1)).length, 1)
      }),
    )
    await Promise.all(peers.map((peer) => peer[Symbol.asyncDispose]()))
  }
  while (city.radsec.connections > 0) await sleep(5)
  assert.is(city.server.counters()['radsec.accept'], 300)
})

Listener.run()

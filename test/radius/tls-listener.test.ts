import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keyOf, RADSEC, verifyReply } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { openssl } from '#test/certificates.ts'
import { packetOf } from '#test/radius.ts'
import { loginOf, openRadsec, openTls, requestOf, START } from '#test/radsec.ts'

const key = keyOf(RADSEC)

const Listener = suite('radius/tls-listener')
const test = openssl ? Listener : Listener.skip

test('RFC 6614 §2.1, §2.3: one connection carries both, signed with "radsec"', async () => {
  await using city = await openRadsec()
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  const asked = [loginOf(1), requestOf(CODE.accountingRequest, 1, START), loginOf(2, 'sai')]
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

test('radiusdtls-bis §3.2: TLS 1.3 when it can be, 1.2 at least', async () => {
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

test('radiusdtls-bis §7.4: few handshakes are under way at once, and none for long', async () => {
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
  peer.send(loginOf(1))
  assert.is((await peer.packets(1)).length, 1)
})

test('radiusdtls-bis §3.10: the connection a gateway left behind gives way to its next', async () => {
  await using city = await openRadsec({ limits: { connectionsAGateway: 2 } })
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using first = await openTls(city.radsec.port, client)
  await using second = await openTls(city.radsec.port, client)
  second.send(loginOf(1))
  await second.packets(1)
  first.send(loginOf(1))
  await first.packets(1)
  await sleep(2)
  second.send(loginOf(2))
  await second.packets(2)
  await using third = await openTls(city.radsec.port, client)
  await first.closed
  third.send(loginOf(1))
  assert.is((await third.packets(1)).length, 1)
  assert.not(second.socket.destroyed)
})

test('radiusdtls-bis §3.10: a connection on which nothing comes is closed', async () => {
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
  socket.write(loginOf(1))
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
        peer.send(loginOf(1))
        assert.is((await peer.packets(1)).length, 1)
      }),
    )
    await Promise.all(peers.map((peer) => peer[Symbol.asyncDispose]()))
  }
  while (city.radsec.connections > 0) await sleep(5)
  assert.is(city.server.counters()['radsec.accept'], 300)
})

Listener.run()

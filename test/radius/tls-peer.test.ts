import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Attributes, integerOf } from '#src/radius/attributes.ts'
import { type Attribute, attributeId } from '#src/radius/dictionary.ts'
import type { AccessReply } from '#src/radius/message.ts'
import { keyOf, NO_SECRET } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { openssl } from '#test/certificates.ts'
import { packetOf } from '#test/radius.ts'
import { LIMITS, loginOf, openRadsec, openTls, requestOf, START } from '#test/radsec.ts'

const ERROR_CAUSE = attributeId('Error-Cause')
const clear = keyOf(NO_SECRET)
const ACCEPT: AccessReply = { kind: 'accept', limits: LIMITS, class: Buffer.from('grant') }

const Peer = suite('radius/tls-peer')
const test = openssl ? Peer : Peer.skip

/** A server, and one connection of its only gateway. */
async function openPair(
  changes: Parameters<typeof openRadsec>[0] = {},
  tls: Parameters<typeof openTls>[2] = {},
) {
  await using opened = new AsyncDisposableStack()
  const city = opened.use(await openRadsec(changes))
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const peer = opened.use(await openTls(city.radsec.port, client, tls))
  const stack = opened.move()
  return { city, client, peer, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** Answers that wait until they are let go, and how many were asked for. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<AccessReply>()
  const state = { asked: 0, open: () => resolve(ACCEPT) }
  const access = () => {
    state.asked++
    return promise
  }
  return { state, access }
}

test('RFC 6613 §2.6.4: a wrong frame or signature closes the connection, and is not answered', async () => {
  const truncated = requestOf(CODE.statusServer, 1)
  truncated[21] = 0
  const wrongLength = requestOf(CODE.statusServer, 1)
  wrongLength.writeUInt16BE(5000, 2)
  const wrongSecret = requestOf(CODE.accountingRequest, 1, [['User-Name', 'nemo']])
  wrongSecret[4] = (wrongSecret[4] as number) ^ 1
  const wrongSeal = requestOf(CODE.accessRequest, 1, [['User-Name', 'nemo']])
  wrongSeal[22] = (wrongSeal[22] as number) ^ 1
  for (const [octets, reason] of [
    [truncated, 'malformed.attribute'],
    [wrongLength, 'malformed.length'],
    [wrongSecret, 'forged'],
    [wrongSeal, 'forged'],
  ] as const) {
    await using pair = await openPair()
    pair.peer.send(octets, loginOf(2))
    await pair.peer.closed
    assert.equal(pair.peer.heard, [], reason)
    assert.is(pair.city.server.counters()[`radsec.closed.${reason}`], 1)
  }
})

test('radiusdtls-bis §3.12: an unknown type and a reply nobody asked for are passed over', async () => {
  await using pair = await openPair()
  const unknown = Buffer.alloc(20)
  unknown[0] = 99
  unknown.writeUInt16BE(20, 2)
  const reply = Buffer.from('0207001400000000000000000000000000000000', 'hex')
  pair.peer.send(unknown, reply, loginOf(1))
  const [heard = unknown] = await pair.peer.packets(1)
  assert.is(packetOf(heard).code, CODE.accessAccept)
})

test('radiusdtls-bis §3.7, RFC 7930 §4: what is not served is declined with Protocol-Error', async () => {
  await using pair = await openPair()
  pair.peer.send(requestOf(CODE.coaRequest, 9, [['User-Name', 'nemo']]))
  const [heard = Buffer.alloc(0)] = await pair.peer.packets(1)
  const packet = packetOf(heard)
  assert.equal([packet.code, packet.identifier], [CODE.protocolError, 9])
  assert.is(integerOf(packet, ERROR_CAUSE), 406)
  assert.ok(heard.includes(Buffer.of(241, 7, 4, 0, 0, 0, CODE.coaRequest)), 'Original-Packet-Code')
})

test('RFC 5997 §3: the watchdog is answered, signed or not', async () => {
  await using pair = await openPair()
  const unsigned = Buffer.concat([Buffer.from([12, 5, 0, 20]), randomBytes(16)])
  pair.peer.send(requestOf(CODE.statusServer, 0), unsigned)
  const heard = (await pair.peer.packets(2)).map(packetOf)
  assert.equal(
    heard.map(({ code, identifier }) => [code, identifier]),
    [
      [CODE.accessAccept, 0],
      [CODE.accessAccept, 5],
    ],
  )
})

test('RFC 5080 §2.2.2: a copy gets the octets the first got, and is not acted on twice', async () => {
  await using pair = await openPair()
  const asked = requestOf(CODE.accountingRequest, 1, START)
  pair.peer.send(asked)
  await pair.peer.packets(1)
  pair.peer.send(asked)
  const [first, second] = await pair.peer.packets(2)
  assert.equal(first, second)
  assert.is(pair.city.records.length, 1)
})

test('RFC 5080 §2.2.2: another request by the same Identifier takes the place of the first', async () => {
  const { state, access } = gate()
  await using pair = await openPair({ handlers: { access } })
  const [first, second] = [loginOf(1), loginOf(1)]
  pair.peer.send(first, first, second)
  while (state.asked < 2) await sleep(1)
  state.open()
  await pair.peer.packets(1)
  pair.peer.send(requestOf(CODE.statusServer, 2))
  const heard = (await pair.peer.packets(2)).map(packetOf)
  assert.equal(
    heard.map(({ identifier }) => identifier),
    [1, 2],
    'one answer to the two',
  )
  assert.is(pair.city.server.counters()['radsec.in-progress'], 1)
})

test('RFC 2865 §3: authentication and accounting may use one Identifier at once', async () => {
  const { state, access } = gate()
  await using pair = await openPair({ handlers: { access } })
  pair.peer.send(loginOf(1), requestOf(CODE.accountingRequest, 1, START))
  await pair.peer.packets(1)
  state.open()
  const heard = (await pair.peer.packets(2)).map(packetOf)
  assert.equal(
    heard.map(({ code }) => code),
    [CODE.accountingResponse, CODE.accessAccept],
  )
})

test('radiusdtls-bis §3.11: a closed connection’s requests are forgotten, its next is none the worse', async () => {
  const { state, access } = gate()
  await using pair = await openPair({ handlers: { access } })
  const asked = loginOf(1)
  pair.peer.send(asked)
  while (state.asked < 1) await sleep(1)
  pair.peer.socket.destroy()
  await pair.peer.closed
  state.open()
  await using again = await openTls(pair.city.radsec.port, pair.client)
  again.send(asked)
  assert.is((await again.packets(1)).length, 1)
  assert.is(state.asked, 2, 'nothing is remembered from one connection to the next')
})

test('a connection is read no faster than it is answered', async () => {
  const { state, access } = gate()
  await using pair = await openPair({ handlers: { access } }, { ALPNProtocols: ['radius/1.1'] })
  for (let token = 0; token < 1000; token++) pair.peer.send(loginOf(token, 'sóng', clear))
  while (state.asked < 256) await sleep(1)
  await sleep(20)
  assert.is(state.asked, 256)
  state.open()
  assert.is((await pair.peer.packets(1000)).length, 1000)
})

test('a server that closes answers first what it took', async () => {
  const { state, access } = gate()
  await using opened = new AsyncDisposableStack()
  const city = opened.use(await openRadsec({ handlers: { access } }))
  const client = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using peer = await openTls(city.radsec.port, client)
  peer.send(loginOf(1))
  while (state.asked < 1) await sleep(1)
  const closing = opened.disposeAsync()
  state.open()
  await closing
  await peer.closed
  assert.is(peer.heard.length, 1)
})

test('RFC 9765 §4, §5: RADIUS/1.1 carries a Token and a password in clear, and signs nothing', async () => {
  await using pair = await openPair({}, { ALPNProtocols: ['radius/1.1'] })
  pair.peer.send(loginOf(0xfedcba98, 'sóng', clear))
  const [heard = Buffer.alloc(0)] = await pair.peer.packets(1)
  assert.is(heard.toString('hex', 0, 2), '0200', 'Access-Accept; Reserved-1 is 0')
  assert.is(heard.toString('hex', 4, 20), `fedcba98${'00'.repeat(12)}`)
  assert.is(packetOf(heard).messageAuthenticatorAt, 0)
  assert.is(new Attributes(packetOf(heard)).text('Class'), 'grant')
})

test('RFC 9765 §5.1.2: over RADIUS/1.1 CHAP needs its CHAP-Challenge', async () => {
  await using pair = await openPair({}, { ALPNProtocols: ['radius/1.1'] })
  const chap: Attribute[] = [
    ['User-Name', 'nemo'],
    ['CHAP-Password', Buffer.alloc(17)],
  ]
  pair.peer.send(requestOf(CODE.accessRequest, 1, chap, clear))
  const [heard = Buffer.alloc(0)] = await pair.peer.packets(1)
  assert.is(packetOf(heard).code, CODE.protocolError)
})

test('RFC 9765 §6.1: over RADIUS/1.1 a failure is told, without Original-Packet-Code', async () => {
  const access = () => Promise.reject(new Error('the disk is full'))
  await using pair = await openPair({ handlers: { access } }, { ALPNProtocols: ['radius/1.1'] })
  pair.peer.send(loginOf(1, 'sóng', clear))
  const packet = packetOf((await pair.peer.packets(1))[0] ?? Buffer.alloc(0))
  assert.is(packet.code, CODE.protocolError)
  assert.is(integerOf(packet, ERROR_CAUSE), 506)
  assert.is(packet.octets.length, 26, 'Error-Cause and nothing else')
})

test('over RADIUS/1.0 a failure is silence, and the next copy is tried afresh', async () => {
  let tries = 0
  const access = async () => {
    if (++tries === 1) throw new Error('the disk is full')
    return ACCEPT
  }
  await using pair = await openPair({ handlers: { access } })
  const asked = loginOf(1)
  pair.peer.send(asked)
  while (tries < 1) await sleep(1)
  pair.peer.send(asked)
  assert.is((await pair.peer.packets(1)).length, 1)
  assert.is(tries, 2)
})

Peer.run()

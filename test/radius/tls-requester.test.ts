import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { layout } from '#src/radius/dictionary.ts'
import { hidePassword, revealPassword } from '#src/radius/password.ts'
import type { Retry } from '#src/radius/requester.ts'
import { type Key, keyOf, RADSEC, signReply } from '#src/radius/signature.ts'
import { Framing } from '#src/radius/tls-framing.ts'
import { reconnectWait, TlsRequester, type TlsRequesterOptions } from '#src/radius/tls-requester.ts'
import { authenticatorOf, CODE, type Packet } from '#src/radius/wire.ts'
import { type Authority, type Issued, openAuthority, openssl } from '#test/certificates.ts'
import { packetOf } from '#test/radius.ts'

const key = keyOf(RADSEC)
const PATIENT: Retry = { firstMs: 10_000, attempts: 1 }
const NOTHING = () => layout([])

const Requester = suite('radius/tls-requester')
const test = openssl ? Requester : Requester.skip

type Heard = { readonly packet: Packet; readonly socket: TLSSocket }

/** A home server that keeps what it hears and answers by `answer`; silence unless told otherwise. */
async function openHome(
  authority: Authority,
  shown: Issued,
  answer: (heard: Heard, index: number) => Buffer | undefined = () => undefined,
) {
  const heard: Heard[] = []
  const sockets = new Set<TLSSocket>()
  const options = { cert: shown.certificate, key: shown.key, ca: authority.certificate }
  const server: Server = createServer({ ...options, requestCert: true }, (socket) => {
    const framing = new Framing()
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      for (const octets of framing.push(chunk).packets) {
        const said = { packet: packetOf(octets), socket }
        heard.push(said)
        const reply = answer(said, heard.length - 1)
        if (reply) socket.write(reply)
      }
    })
  })
  const listening = once(server, 'listening')
  server.listen(0, '127.0.0.1')
  await listening
  return {
    heard,
    sockets,
    port: (server.address() as AddressInfo).port,
    async until(count: number): Promise<Heard[]> {
      while (heard.length < count) await sleep(1)
      return heard
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

type Changes = Partial<TlsRequesterOptions> & {
  readonly answer?: Parameters<typeof openHome>[2]
  readonly trust?: (authority: Authority, shown: Issued) => TlsRequesterOptions['server']['trust']
}

/** A client and its home server, which is known by its name unless told otherwise. */
async function openPair({ answer, trust, ...changes }: Changes = {}) {
  await using opened = new AsyncDisposableStack()
  const authority = opened.use(openAuthority())
  const shown = authority.issue('home', 'DNS:home.city.vn')
  const ours = authority.issue('us')
  const home = opened.use(await openHome(authority, shown, answer))
  const byName = { authorities: authority.certificate, name: 'home.city.vn' }
  const told: string[] = []
  const client = opened.use(
    TlsRequester.open({
      server: { host: '127.0.0.1', port: home.port, trust: trust?.(authority, shown) ?? byName },
      identity: () => ours,
      reconnect: { firstMs: 10, maxMs: 20 },
      log: (_event, fields) => told.push(String(fields?.['says'])),
      ...changes,
    }),
  )
  const stack = opened.move()
  return { home, client, told, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const accept = ({ packet }: Heard, attributes: Uint8Array = layout([])) =>
  signReply(packet, CODE.accessAccept, attributes, key)

test('RFC 6614 §2.3: hides a password behind "radsec" from a server without ALPN', async () => {
  const password = Buffer.from('phủ sóng')
  await using pair = await openPair({ answer: (heard) => accept(heard) })
  const attributes = (nonce: Uint8Array, given: Key) =>
    layout([['User-Password', hidePassword(password, nonce, given)]])
  const reply = await pair.client.ask(CODE.accessRequest, attributes, PATIENT)
  assert.is(reply?.code, CODE.accessAccept)

  const [asked] = await pair.home.until(1)
  assert.ok(asked)
  const hidden = asked.packet.octets.subarray(-16)
  assert.equal(revealPassword(hidden, authenticatorOf(asked.packet), key), password)
})

test('RFC 6613 §2.6.1: nothing is sent twice on a connection, however long the answer takes', async () => {
  await using pair = await openPair()
  const impatient = { firstMs: 20, attempts: 3 }
  assert.is(await pair.client.ask(CODE.accessRequest, NOTHING, impatient), undefined)
  assert.is(pair.home.heard.length, 1)
})

test('radiusdtls-bis §3.9.2: what was under way on a lost connection is asked on the next', async () => {
  const answer = (heard: Heard, index: number) => {
    if (index > 0) return accept(heard)
    heard.socket.destroy()
    return undefined
  }
  await using pair = await openPair({ answer })
  const reply = await pair.client.ask(CODE.accessRequest, NOTHING, PATIENT)
  assert.is(reply?.code, CODE.accessAccept)
  assert.is(pair.home.sockets.size, 2)
})

test('RFC 6613 §2.6.4: a forged reply ends the connection and is nobody’s', async () => {
  const answer = (heard: Heard, index: number) => {
    const reply = accept(heard)
    if (index === 0 && reply) reply[4] = (reply[4] as number) ^ 1
    return reply
  }
  await using pair = await openPair({ answer })
  const reply = await pair.client.ask(CODE.accessRequest, NOTHING, PATIENT)
  assert.is(reply?.code, CODE.accessAccept)
  assert.is(pair.home.sockets.size, 2)
})

test('RFC 3539 §3.4.1: a silent server is asked by Status-Server, and left when silent to that', async () => {
  await using pair = await openPair({ watchMs: 30 })
  const [first, second] = await pair.home.until(2)
  assert.equal([first?.packet.code, first?.packet.identifier], [CODE.statusServer, 0])
  assert.is.not(first?.socket, second?.socket)
})

test('RFC 3539 §3.4.1: a server that answers its watchdog is kept', async () => {
  await using pair = await openPair({ watchMs: 10, answer: (heard) => accept(heard) })
  await pair.home.until(5)
  assert.is(pair.home.sockets.size, 1)
  assert.ok(pair.client.isUp)
})

test('RFC 6613 §2.6.5: 255 questions are under way at once, and the next waits its turn', async () => {
  const held: Heard[] = []
  const answer = (heard: Heard) => void held.push(heard)
  await using pair = await openPair({ answer: answer as () => undefined })
  const asked = Array.from({ length: 300 }, () =>
    pair.client.ask(CODE.accessRequest, NOTHING, PATIENT),
  )
  await pair.home.until(255)
  await sleep(20)
  assert.is(pair.home.heard.length, 255)
  assert.is(new Set(held.map(({ packet }) => packet.identifier)).size, 255)
  assert.not(
    held.some(({ packet }) => packet.identifier === 0),
    '0 is the watchdog’s',
  )

  let answered = 0
  while (answered < 300) {
    for (const heard of held.splice(0)) {
      heard.socket.write(accept(heard) ?? '')
      answered++
    }
    await sleep(1)
  }
  assert.ok((await Promise.all(asked)).every((reply) => reply?.code === CODE.accessAccept))
})

test('the late answer to a question given up is nobody’s, and costs the connection nothing', async () => {
  const held: Heard[] = []
  const answer = (heard: Heard, index: number) => {
    if (index === 0) held.push(heard)
    return index === 0 ? undefined : accept(heard)
  }
  await using pair = await openPair({ answer })
  while (!pair.client.isUp) await sleep(1)
  const short = { firstMs: 30, attempts: 1 }
  assert.is(await pair.client.ask(CODE.accessRequest, NOTHING, short), undefined)
  for (const heard of held) heard.socket.write(accept(heard) ?? '')
  const reply = await pair.client.ask(CODE.accessRequest, NOTHING, PATIENT)
  assert.is(reply?.code, CODE.accessAccept)
  assert.is(pair.home.sockets.size, 1)
})

test('RFC 9525 §6.4.4: a server is known by its alternative names, never by its common name', async () => {
  const trust = ({ certificate }: Authority) => ({ authorities: certificate, name: 'home' })
  await using pair = await openPair({ trust })
  while (pair.told.length === 0) await sleep(1)
  assert.match(pair.told[0] ?? '', 'not that of home')
  assert.not(pair.client.isUp)
})

test('RFC 6614 §2.3: a server may be known by its fingerprint, and by that alone', async () => {
  const answer = (heard: Heard) => accept(heard)
  const right = (_: Authority, { fingerprint }: Issued) => ({ fingerprint })
  await using pinned = await openPair({ trust: right, answer })
  const reply = await pinned.client.ask(CODE.accessRequest, NOTHING, PATIENT)
  assert.is(reply?.code, CODE.accessAccept)

  await using wrong = await openPair({ trust: () => ({ fingerprint: '0'.repeat(64) }), answer })
  while (wrong.told.length === 0) await sleep(1)
  assert.match(wrong.told[0] ?? '', 'its certificate is another one')
  assert.is(wrong.home.heard.length, 0)
})

test('gives up when its asker does, and when it is closed', async () => {
  await using pair = await openPair()
  const stop = new AbortController()
  const stopped = pair.client.ask(CODE.accessRequest, NOTHING, PATIENT, stop.signal)
  const closed = pair.client.ask(CODE.accessRequest, NOTHING, PATIENT)
  await pair.home.until(2)
  stop.abort()
  assert.is(await stopped, undefined)
  await pair.client[Symbol.asyncDispose]()
  assert.is(await closed, undefined)
  assert.is(await pair.client.ask(CODE.accessRequest, NOTHING, PATIENT), undefined)
})

test('radiusdtls-bis §3.9.1: a server that is not there is tried again, and never given up', async () => {
  const told: string[] = []
  using authority = openAuthority()
  const ours = authority.issue('us')
  const home = await openHome(authority, ours)
  const { port } = home
  await home[Symbol.asyncDispose]()
  await using _ = TlsRequester.open({
    server: { host: '127.0.0.1', port, trust: { authorities: authority.certificate } },
    identity: () => ours,
    reconnect: { firstMs: 1, maxMs: 2 },
    log: (_event, fields) => told.push(String(fields?.['says'])),
  })
  while (told.length < 5) await sleep(1)
  assert.ok(told.every((says) => /ECONNREFUSED/.test(says)))
})

test('radiusdtls-bis §3.9.1: each wait is twice the last, up to a bound, give or take a tenth', () => {
  const bounds = { firstMs: 1000, maxMs: 60_000 }
  const longest = (failures: number) => reconnectWait(failures, bounds, () => Uint8Array.of(255))
  assert.equal([1, 2, 3, 6, 7, 100].map(longest), [1100, 2200, 4400, 35_200, 66_000, 66_000])
  assert.is(
    reconnectWait(1, bounds, () => Uint8Array.of(0)),
    900,
  )
})

Requester.run()

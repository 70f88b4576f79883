import type { Socket } from 'node:dgram'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { Listener } from '#src/radius/listener.ts'
import type { RadiusHandlers } from '#src/radius/message.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { Tally } from '#src/radius/tally.ts'
import { CODE } from '#src/radius/wire.ts'
import { gateway, openEar, packetOf, RFC_SECRET } from '#test/radius.ts'
import { counted, openTestRadius, request } from '#test/radius-server.ts'

const Listening = suite('radius/listener')

Listening('drops a datagram from port 0, to which no reply could be sent', async () => {
  const tally = new Tally(systemClock, silentLog)
  const sockets: Socket[] = []
  const remember = (message: unknown) => void sockets.push((message as { socket: Socket }).socket)
  subscribe('udp.socket', remember)
  await using _listener = await Listener.open(
    { host: '127.0.0.1', port: 0 },
    {
      name: 'auth',
      codes: [CODE.accessRequest],
      nasAt: () => gateway(),
      answer: async () => ({
        kind: 'reply',
        outcome: 'reject',
        code: CODE.accessReject,
        attributes: new Uint8Array(),
        notBefore: systemClock() + 5,
      }),
    },
    systemClock,
    tally,
  )
  unsubscribe('udp.socket', remember)

  const request = signRequest(1, 1, new Uint8Array(), new Uint8Array(16), keyOf(RFC_SECRET))
  sockets[0]?.emit('message', request, { address: '127.0.0.1', family: 'IPv4', port: 0, size: 0 })
  assert.equal(tally.all(), { 'auth.unanswerable': 1 })
})

Listening(
  'RFC 4291 §2.5.5.2: speaks IPv6, and knows an IPv4 gateway on an IPv6 socket',
  async () => {
    const sources: string[] = []
    const nasAt: RadiusHandlers['nasAt'] = (source) => {
      sources.push(source)
      return gateway()
    }
    await using server = await openTestRadius({ nasAt }, { auth: { host: '::', port: 0 } })
    await using six = openEar('udp6')
    await using four = openEar('udp4')
    six.send(request(12), server.authPort, '::1')
    await six.next()
    four.send(request(12), server.authPort)
    await four.next()
    assert.equal(sources, ['::1', '127.0.0.1'])
  },
)

Listening('RFC 2865 §3: never answers a source it does not know', async () => {
  await using server = await openTestRadius({ nasAt: () => undefined })
  await using ear = openEar()
  ear.send(request(12), server.authPort)
  ear.send(request(12), server.acctPort)
  await counted(server, 'auth.unknown-source')
  await counted(server, 'acct.unknown-source')
  assert.equal(ear.heard, [])
})

Listening('tells of strangers, but not of a flood of them', async () => {
  const knocks: string[] = []
  await using server = await openTestRadius(
    {
      nasAt: () => undefined,
      stranger: (source, port, datagram) => knocks.push(`${source} ${port} ${datagram.length}`),
    },
    { clock: () => 0 },
  )
  await using ear = openEar()
  for (let i = 0; i < 100; i++) ear.send(request(12), server.authPort)
  await counted(server, 'auth.unknown-source', 100)
  assert.is(knocks.length, 32)
  assert.is(knocks[0], '127.0.0.1 auth 38')
})

Listening('outlives a list of gateways that cannot be read', async () => {
  let tries = 0
  const nasAt = () => {
    if (++tries === 1) throw new Error('gateways.json: rows[3].address is no address')
    return gateway()
  }
  await using server = await openTestRadius({ nasAt })
  await using ear = openEar()
  ear.send(request(12), server.authPort)
  await counted(server, 'auth.failed')
  ear.send(request(12), server.authPort)
  assert.is(packetOf(await ear.next()).code, 2)
})

Listening('names a port it cannot have', async () => {
  await using server = await openTestRadius({})
  try {
    await openTestRadius({}, { auth: { host: '127.0.0.1', port: server.authPort } })
    assert.unreachable()
  } catch (error) {
    assert.is((error as { code?: string }).code, 'network/unavailable')
    assert.match((error as Error).message, `127.0.0.1 port ${server.authPort}`)
  }
})

Listening.run()

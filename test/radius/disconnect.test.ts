import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Attributes } from '#src/radius/attributes.ts'
import { openDynauth } from '#src/radius/client.ts'
import { layout, uint32 } from '#src/radius/dictionary.ts'
import { disconnect, errorCauseName } from '#src/radius/disconnect.ts'
import { keyOf, signReply, verifyRequest } from '#src/radius/signature.ts'
import { standingClock } from '#test/house.ts'
import { gateway, packetOf, RFC_SECRET } from '#test/radius.ts'

const SESSION = {
  userName: 'nemo',
  acctSessionId: '8120000a',
  framedIp: parseIp('10.5.50.7'),
  callingStation: undefined,
}
const QUICK = { firstMs: 20, attempts: 3 }
const key = keyOf(RFC_SECRET)

/** A gateway that does as `onRequest` says with every datagram it hears. */
async function openGateway(onRequest: (datagram: Buffer, count: number) => Buffer | undefined) {
  const socket = createSocket('udp4')
  const heard: Buffer[] = []
  socket.on('message', (datagram, { port, address }) => {
    const reply = onRequest(datagram, heard.push(datagram))
    if (reply) socket.send(reply, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    heard,
    target: { host: '127.0.0.1', port: socket.address().port },
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

const Disconnect = suite('radius/disconnect')

Disconnect('is acknowledged by a gateway that knows the session', async () => {
  const asked: (string | number | undefined)[] = []
  const onDisconnect = (request: Attributes) => {
    asked.push(
      request.text('User-Name'),
      request.text('Acct-Session-Id'),
      request.octets('Framed-IP-Address')?.join('.'),
    )
    return 'ack' as const
  }
  await using ear = await openDynauth({
    host: '127.0.0.1',
    port: 0,
    secret: RFC_SECRET,
    onDisconnect,
  })
  const target = { host: '127.0.0.1', port: ear.port }
  const outcome = await disconnect(gateway(), SESSION, target, { clock: systemClock })
  assert.equal(outcome, { kind: 'ack' })
  assert.equal(asked, ['nemo', '8120000a', '10.5.50.7'])
})

Disconnect('passes on why a gateway would not', async () => {
  const onDisconnect = () => ({ nak: 503 })
  await using ear = await openDynauth({
    host: '127.0.0.1',
    port: 0,
    secret: RFC_SECRET,
    onDisconnect,
  })
  const target = { host: '127.0.0.1', port: ear.port }
  const outcome = await disconnect(gateway(), SESSION, target, { clock: systemClock })
  assert.equal(outcome, { kind: 'nak', errorCause: 503 })
  assert.is(errorCauseName(503), 'Session-Context-Not-Found')
  assert.is(errorCauseName(9999), '9999')
})

Disconnect('sends the same octets again until it is answered', async () => {
  await using nas = await openGateway((datagram, count) =>
    count < 3 ? undefined : signReply(packetOf(datagram), 41, layout([]), key),
  )
  const clock = standingClock()
  const options = { clock, retry: QUICK }
  assert.equal(await disconnect(gateway(), SESSION, nas.target, options), { kind: 'ack' })
  assert.is(nas.heard.length, 3)
  assert.equal(nas.heard[1], nas.heard[0])
  assert.equal(nas.heard[2], nas.heard[0])

  const [request] = nas.heard as [Buffer]
  assert.is(verifyRequest(packetOf(request), key), 'authentic')
  assert.equal([...request.subarray(20, 22)], [80, 18])
  assert.equal(request.subarray(-4), uint32(clock() / 1000))
})

Disconnect('believes no reply that is not proven', async () => {
  const stranger = keyOf(new Secret('not-the-secret'))
  await using nas = await openGateway((datagram) =>
    signReply(packetOf(datagram), 41, layout([]), stranger),
  )
  const outcome = await disconnect(gateway(), SESSION, nas.target, {
    clock: systemClock,
    retry: QUICK,
  })
  assert.equal(outcome, { kind: 'silent' })
  assert.is(nas.heard.length, QUICK.attempts)
})

Disconnect('ends early when it is told to', async () => {
  await using nas = await openGateway(() => undefined)
  const signal = AbortSignal.timeout(20)
  const outcome = await disconnect(gateway(), SESSION, nas.target, { clock: systemClock, signal })
  assert.equal(outcome, { kind: 'silent' })
})

Disconnect('is silent when nothing listens there', async () => {
  const gone = await openGateway(() => undefined)
  await gone[Symbol.asyncDispose]()
  const options = { clock: systemClock, retry: QUICK }
  assert.equal(await disconnect(gateway(), SESSION, gone.target, options), { kind: 'silent' })
})

Disconnect('is ignored by a gateway whose clock is minutes away', async () => {
  await using ear = await openDynauth({
    host: '127.0.0.1',
    port: 0,
    secret: RFC_SECRET,
    onDisconnect: () => 'ack',
    clock: () => systemClock() + 301_000,
  })
  const outcome = await disconnect(
    gateway(),
    SESSION,
    { host: '127.0.0.1', port: ear.port },
    { clock: systemClock, retry: QUICK },
  )
  assert.equal(outcome, { kind: 'silent' })
})

Disconnect.run()

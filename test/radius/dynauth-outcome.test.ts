import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { parseMac } from '#src/kernel/mac.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Attributes } from '#src/radius/attributes.ts'
import { openDynauth } from '#src/radius/client.ts'
import { layout, uint32 } from '#src/radius/dictionary.ts'
import { DynauthClient } from '#src/radius/dynauth.ts'
import { errorCauseName } from '#src/radius/dynauth-outcome.ts'
import { keyOf } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { answer, openNas } from '#test/dynauth.ts'
import { gateway, RFC_SECRET } from '#test/radius.ts'

const SESSION = {
  userName: 'nemo',
  acctSessionId: '8120000a',
  framedIp: parseIp('10.5.50.7'),
  callingStation: parseMac('7e:8a:09:65:4d:ec'),
}
const QUICK = { firstMs: 20, attempts: 3 }
const CHILLI = gateway({ vendor: 'chilli' })
const key = keyOf(RFC_SECRET)

const ack = answer(CODE.disconnectAck)

const openClient = () => new DynauthClient({ clock: systemClock, retry: QUICK })

const Outcome = suite('radius/dynauth-outcome')

Outcome('RFC 5176 §2.1: a Disconnect-ACK says that the session is over', async () => {
  const asked: (string | undefined)[] = []
  const onDisconnect = (request: Attributes) => {
    asked.push(request.text('User-Name'), request.text('Acct-Session-Id'))
    asked.push(request.octets('Framed-IP-Address')?.join('.'))
    return 'ack' as const
  }
  await using ear = await openDynauth({
    host: '127.0.0.1',
    port: 0,
    secret: RFC_SECRET,
    onDisconnect,
  })
  await using client = openClient()
  const target = { host: '127.0.0.1', port: ear.port }
  assert.equal(await client.disconnect(gateway(), SESSION, target), { kind: 'ack' })
  assert.equal(asked, ['nemo', '8120000a', '10.5.50.7'])
})

Outcome('RFC 5176 §3.4: a reply whose Message-Authenticator is wrong is no reply', async () => {
  await using nas = await openNas((datagram, count) => {
    const reply = ack(datagram, count)
    if (reply) reply[25] = (reply[25] ?? 0) ^ 1
    return reply
  })
  await using client = openClient()
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'silent' })
  assert.is(nas.heard.length, QUICK.attempts)
})

Outcome('RFC 5176 §2.3: a reply made with another secret is no reply', async () => {
  await using nas = await openNas(answer(CODE.disconnectAck, keyOf(new Secret('not the secret'))))
  await using client = openClient()
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'silent' })
})

Outcome('RFC 5176 §2.3: a reply from another address or port is no reply', async () => {
  await using other = await openNas(() => undefined)
  await using nas = await openNas((datagram, count) => {
    other.socket.send(ack(datagram, count) ?? '', nas.ports.at(-1) ?? 0, '127.0.0.1')
    return undefined
  })
  await using client = openClient()
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'silent' })
})

Outcome('RFC 5176 §2.3: an answer to the question before is not taken for this one’s', async () => {
  let late: Buffer | undefined
  await using nas = await openNas((datagram, count) => {
    if (count > QUICK.attempts) return late
    late = ack(datagram, count)
    return undefined
  })
  await using client = openClient()
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'silent' })
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'silent' })
})

Outcome('takes a reply that comes twice once', async () => {
  await using nas = await openNas((datagram, count) => {
    const reply = ack(datagram, count)
    nas.socket.send(reply ?? '', nas.ports.at(-1) ?? 0, '127.0.0.1')
    return reply
  })
  await using client = openClient()
  const other = { ...SESSION, acctSessionId: 'another' }
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'ack' })
  assert.equal(await client.disconnect(gateway(), other, nas.target), { kind: 'ack' })
  assert.is(nas.heard.length, 2)
})

Outcome('RFC 5176 §3.5: a NAK tells its Error-Cause', async () => {
  const causes = [401, 402, 403, 404, 405, 406, 407, 501, 502, 503, 504, 505, 506, 507, 508]
  const nak = (cause: number) =>
    answer(CODE.disconnectNak, key, layout([['Error-Cause', uint32(cause)]]))
  await using nas = await openNas((datagram, count) => nak(causes[count - 1] ?? 0)(datagram, count))
  await using client = openClient()
  for (const errorCause of causes) {
    const outcome = await client.disconnect(gateway(), SESSION, nas.target)
    assert.equal(outcome, { kind: 'nak', errorCause })
    assert.match(errorCauseName(errorCause), /^[A-Z][A-Za-z-]+$/)
  }
  assert.is(errorCauseName(503), 'Session-Context-Not-Found')
  assert.is(errorCauseName(9999), '9999')
})

Outcome('knows what CoovaChilli means by a NAK without an Error-Cause', async () => {
  await using nas = await openNas(answer(CODE.disconnectNak))
  await using client = openClient()
  const outcomes = [
    await client.disconnect(CHILLI, SESSION, nas.target),
    await client.disconnect(gateway(), SESSION, nas.target),
  ]
  assert.equal(outcomes, [
    { kind: 'nak', errorCause: 503 },
    { kind: 'nak', errorCause: undefined },
  ])
})

Outcome('RFC 5176 §2.3: a CoA-ACK does not answer a Disconnect-Request', async () => {
  await using nas = await openNas(answer(CODE.coaAck))
  await using client = openClient()
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'silent' })
})

Outcome.run()

import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { parseIp } from '#src/kernel/ip.ts'
import type { Limits } from '#src/kernel/limits.ts'
import { parseMac } from '#src/kernel/mac.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openDynauth } from '#src/radius/client.ts'
import { uint32 } from '#src/radius/dictionary.ts'
import { DynauthClient, type DynauthClientOptions } from '#src/radius/dynauth.ts'
import { keyOf, verifyRequest } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { answer, openNas } from '#test/dynauth.ts'
import { standingClock } from '#test/house.ts'
import { gateway, packetOf, RFC_SECRET } from '#test/radius.ts'

const SESSION = {
  userName: 'nemo',
  acctSessionId: '8120000a',
  framedIp: parseIp('10.5.50.7'),
  callingStation: parseMac('7e:8a:09:65:4d:ec'),
}
const SLOW: Limits = {
  sessionSeconds: 7200,
  idleSeconds: 600,
  interimSeconds: 300,
  rate: { upKbps: 128, downKbps: 256 },
}
const QUICK = { firstMs: 20, attempts: 3 }
const CHILLI = gateway({ vendor: 'chilli' })
const key = keyOf(RFC_SECRET)

const ack = answer(CODE.disconnectAck)

function openClient(options: Partial<DynauthClientOptions> = {}): DynauthClient {
  return new DynauthClient({ clock: systemClock, retry: QUICK, ...options })
}

/** The types of a packet's attributes, in order; a vendor's as 26. */
function typesOf(octets: Buffer | undefined): number[] {
  const types: number[] = []
  for (let at = 20; octets && at < octets.length; at += octets[at + 1] ?? 0)
    types.push(octets[at] ?? 0)
  return types
}

const Dynauth = suite('radius/dynauth')

Dynauth('RFC 5176 §2.3: a copy is the same octets from the same port', async () => {
  const clock = standingClock()
  await using nas = await openNas((datagram, count) => {
    clock.advance(5000)
    return count < 3 ? undefined : ack(datagram, count)
  })
  await using client = openClient({ clock })
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'ack' })
  assert.is(nas.heard.length, 3)
  assert.equal(nas.heard[1], nas.heard[0])
  assert.equal(nas.heard[2], nas.heard[0])
  assert.is(new Set(nas.ports).size, 1)
})

Dynauth(
  'RFC 5176 §2.3: a new request has an identifier and an authenticator of its own',
  async () => {
    await using nas = await openNas(ack)
    await using client = openClient()
    await client.disconnect(gateway(), SESSION, nas.target)
    await client.disconnect(gateway(), SESSION, nas.target)
    const [first, second] = nas.heard
    assert.is.not(first?.[1], second?.[1])
    assert.not.equal(first?.subarray(4, 20), second?.subarray(4, 20))
  },
)

Dynauth('RFC 5176 §2.3: all 256 identifiers serve, the longest unused first', async () => {
  await using nas = await openNas(ack)
  await using client = openClient()
  for (let n = 0; n < 257; n++) await client.disconnect(gateway(), SESSION, nas.target)
  const identifiers = nas.heard.map((datagram) => datagram[1])
  assert.is(new Set(identifiers.slice(0, 256)).size, 256)
  assert.is(identifiers[256], identifiers[0])
  assert.is(new Set(nas.ports).size, 1)
})

Dynauth('RFC 5176 §3: a Disconnect-Request names the session and nothing else', async () => {
  await using nas = await openNas(ack)
  await using client = openClient()
  await client.disconnect(gateway(), SESSION, nas.target)
  await client.disconnect(CHILLI, SESSION, nas.target)
  // Message-Authenticator, User-Name, Acct-Session-Id, Framed-IP-Address, Event-Timestamp.
  assert.equal(typesOf(nas.heard[0]), [80, 1, 44, 8, 55])
  assert.equal(typesOf(nas.heard[1]), [80, 1, 44, 55])
})

Dynauth('RFC 5176 §3.3: every request says when it was made', async () => {
  const clock = standingClock()
  await using nas = await openNas(ack)
  await using client = openClient({ clock })
  await client.disconnect(gateway(), SESSION, nas.target)
  assert.equal(nas.heard[0]?.subarray(-4), uint32(Math.floor(clock() / 1000)))
})

Dynauth('RFC 5176 §3.4: every request carries a Message-Authenticator, first', async () => {
  await using nas = await openNas((datagram) =>
    datagram[0] === CODE.coaRequest ? answer(CODE.coaAck)(datagram, 1) : ack(datagram, 1),
  )
  await using client = openClient()
  await client.disconnect(gateway(), SESSION, nas.target)
  await client.change(gateway(), SESSION, SLOW, nas.target)
  assert.is(nas.heard.length, 2)
  for (const request of nas.heard) {
    assert.equal([...request.subarray(20, 22)], [80, 18])
    assert.is(verifyRequest(packetOf(request), key), 'authentic')
  }
})

Dynauth('RFC 5080 §2.2.1: gives up after its tries, and after its time', async () => {
  await using nas = await openNas(() => undefined)
  await using client = openClient({ retry: { firstMs: 20, attempts: 5, withinMs: 100 } })
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'silent' })
  assert.ok(nas.heard.length >= 2 && nas.heard.length < 5, String(nas.heard.length))
})

Dynauth('tells what RouterOS cannot change, and sends nothing', async () => {
  await using nas = await openNas(answer(CODE.coaAck))
  await using client = openClient()
  const { rate: _, ...unlimited } = SLOW
  for (const limits of [{ ...SLOW, octets: 1_000_000 }, unlimited])
    assert.equal(await client.change(gateway(), SESSION, limits, nas.target), {
      kind: 'unsupported',
    })
  assert.is(nas.heard.length, 0)
})

Dynauth('asks once for all who ask for the same thing at once', async () => {
  await using nas = await openNas(ack)
  await using client = openClient()
  const outcomes = await Promise.all([
    client.disconnect(gateway(), SESSION, nas.target),
    client.disconnect(gateway(), SESSION, nas.target),
    client.disconnect(gateway(), { ...SESSION, acctSessionId: 'another' }, nas.target),
  ])
  assert.equal(outcomes, [{ kind: 'ack' }, { kind: 'ack' }, { kind: 'ack' }])
  assert.is(nas.heard.length, 2)
})

Dynauth('gives the port to a gateway back when nothing more is asked of it', async () => {
  await using nas = await openNas(ack)
  await using client = openClient({ idleMs: 0 })
  await client.disconnect(gateway(), SESSION, nas.target)
  await new Promise((later) => setTimeout(later, 20))
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'ack' })
  assert.is(new Set(nas.ports).size, 2)
})

Dynauth('asks with the new secret as soon as a gateway has one', async () => {
  await using nas = await openNas(answer(CODE.disconnectAck, keyOf(new Secret('the new one'))))
  await using client = openClient()
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'silent' })
  const renewed = gateway({ secret: new Secret('the new one') })
  assert.equal(await client.disconnect(renewed, SESSION, nas.target), { kind: 'ack' })
})

Dynauth('asks from the address that gateways know, where that can reach them', async () => {
  const sources: string[] = []
  await using nas = await openNas(ack)
  await using other = await openNas(ack, '::1')
  for (const { socket } of [nas, other])
    socket.on('message', (_, { address }) => sources.push(address))
  await using client = openClient({ localAddress: '127.0.0.9' })
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'ack' })
  assert.equal(await client.disconnect(gateway(), SESSION, other.target), { kind: 'ack' })
  assert.equal(sources, ['127.0.0.9', '::1'])
})

Dynauth('reaches a gateway on IPv6', async () => {
  await using nas = await openNas(ack, '::1')
  await using client = openClient()
  assert.equal(await client.disconnect(gateway(), SESSION, nas.target), { kind: 'ack' })
})

Dynauth('is silent when nothing listens there', async () => {
  const gone = await openNas(() => undefined)
  await gone[Symbol.asyncDispose]()
  await using client = openClient()
  assert.equal(await client.disconnect(gateway(), SESSION, gone.target), { kind: 'silent' })
})

Dynauth('throws when there is no way there, and tries afresh the next time', async () => {
  await using client = openClient()
  const everybody = { host: '255.255.255.255', port: 3799 }
  for (let n = 0; n < 2; n++) {
    const error = await client.disconnect(gateway(), SESSION, everybody).catch((error) => error)
    assert.instance(error, Fault)
    assert.is(error.code, 'network/unavailable')
  }
})

Dynauth('what is being asked is silence when it is closed', async () => {
  await using nas = await openNas(() => undefined)
  const client = openClient({ retry: { firstMs: 60_000, attempts: 1 } })
  const asked = client.disconnect(gateway(), SESSION, nas.target)
  await once(nas.socket, 'message')
  await client[Symbol.asyncDispose]()
  assert.equal(await asked, { kind: 'silent' })
})

Dynauth('RFC 5176 §6.3: a request minutes from the gateway’s clock is not heard', async () => {
  await using ear = await openDynauth({
    host: '127.0.0.1',
    port: 0,
    secret: RFC_SECRET,
    onDisconnect: () => 'ack',
    clock: () => systemClock() + 301_000,
  })
  await using client = openClient()
  const target = { host: '127.0.0.1', port: ear.port }
  assert.equal(await client.disconnect(gateway(), SESSION, target), { kind: 'silent' })
})

Dynauth.run()

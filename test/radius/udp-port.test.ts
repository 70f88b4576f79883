import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Source } from '#src/radius/sockaddr.ts'
import { UdpPort } from '#src/radius/udp-port.ts'
import { openEar } from '#test/radius.ts'

/** A port that keeps what it hears, and answers each datagram with itself when told to. */
async function openTestPort(host = '127.0.0.1', isEcho = false) {
  const port = await UdpPort.open({ host, port: 0 })
  const heard: { text: string; source: Source }[] = []
  const unsent: string[] = []
  port.listen({
    hear: (datagram, source) => {
      heard.push({ text: datagram.toString(), source })
      // It is only lent, and what is sent leaves at the end of the turn.
      if (isEcho) port.send(Buffer.from(datagram), source)
    },
    unsent: (error) => unsent.push((error as NodeJS.ErrnoException).code ?? ''),
    failed: (error) => {
      throw error
    },
  })
  return { port, heard, unsent, [Symbol.asyncDispose]: () => port[Symbol.asyncDispose]() }
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise(setImmediate)
}
const texts = (count: number) => Array.from({ length: count }, (_, n) => String(n))

const Ports = suite('radius/udp-port')

Ports('hears a burst larger than a turn takes, whole and in order', async () => {
  await using at = await openTestPort()
  await using ear = openEar()
  for (const text of texts(600)) ear.send(Buffer.from(text), at.port.port)
  await until(() => at.heard.length === 600)
  assert.equal(
    at.heard.map(({ text }) => text),
    texts(600),
  )
  const sources = at.heard.map(({ source: { ip, address, port } }) => `${ip} ${address} ${port}`)
  assert.is(new Set(sources).size, 1, 'the first datagram of a turn has the source of the others')
})

Ports('answers each, in order', async () => {
  await using at = await openTestPort('127.0.0.1', true)
  await using ear = openEar()
  for (const text of texts(200)) ear.send(Buffer.from(text), at.port.port)
  await until(() => ear.heard.length === 200)
  assert.equal(
    ear.heard.map((datagram) => datagram.toString()),
    texts(200),
  )
})

Ports('RFC 4291 §2.5.5.2: speaks IPv6 and IPv4 on one port', async () => {
  await using at = await openTestPort('::', true)
  for (const [family, address, ip] of [
    ['udp6', '::1', '::1'],
    ['udp4', '127.0.0.1', '127.0.0.1'],
  ] as const) {
    await using ear = openEar(family)
    for (const text of texts(40)) ear.send(Buffer.from(text), at.port.port, address)
    await until(() => ear.heard.length === 40)
    const ips = at.heard.splice(0).map(({ source }) => source.ip)
    assert.equal([...new Set(ips)], [ip])
  }
})

Ports('tells of what cannot be sent, and sends the rest', async () => {
  await using at = await openTestPort()
  await using ear = openEar()
  ear.send(Buffer.from('ask'), at.port.port)
  await until(() => at.heard.length === 1)
  const [{ source } = { source: undefined }] = at.heard
  assert.ok(source?.sockaddr)
  // Everybody at once may only be spoken to by whoever asked for that first (socket(7), SO_BROADCAST).
  const everybody: Source = {
    ...source,
    address: '255.255.255.255',
    sockaddr: source.sockaddr.map((octet, at) => (at >= 4 && at < 8 ? 255 : octet)),
  }
  for (const to of [source, everybody, source]) at.port.send(Buffer.from('answer'), to)
  await until(() => at.unsent.length > 0 && ear.heard.length === 2)
  assert.equal(at.unsent, ['EACCES'])
})

Ports('what was said before it closes is sent, and nothing after', async () => {
  const at = await openTestPort()
  await using ear = openEar()
  ear.send(Buffer.from('ask'), at.port.port)
  await until(() => at.heard.length === 1)
  const [{ source } = { source: undefined }] = at.heard
  assert.ok(source)
  at.port.send(Buffer.from('first'), source)
  const closed = at.port[Symbol.asyncDispose]()
  at.port.send(Buffer.from('second'), source)
  await closed
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(ear.heard.map(String), ['first'])
})

Ports.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Mmsg } from '#src/radius/mmsg.ts'
import { descriptorOf } from '#src/radius/proc.ts'
import { sourceIn } from '#src/radius/sockaddr.ts'
import { bindUdp, connectUdp } from '#src/radius/udp.ts'

/** A socket that nobody but `Mmsg` reads from while nobody awaits, and one that talks to it. */
async function openPair() {
  const server = await bindUdp({ host: '127.0.0.1', port: 0 })
  const client = await connectUdp({ host: '127.0.0.1', port: server.address().port })
  const descriptor = descriptorOf(server.address())
  const mmsg = descriptor === undefined ? undefined : Mmsg.open(descriptor)
  return {
    client,
    mmsg,
    [Symbol.dispose]() {
      for (const socket of [server, client]) socket.close()
    },
  }
}

const isHere = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
const Many = suite('radius/mmsg')
const onLinux = isHere ? Many : Many.skip

onLinux('recvmmsg(2): takes what has come, in order, with where it came from', async () => {
  using pair = await openPair()
  const { client, mmsg } = pair
  assert.ok(mmsg)
  const count = Mmsg.BATCH + 6
  for (let n = 0; n < count; n++) client.send(Buffer.alloc(n + 1, n))
  const taken: Buffer[] = []
  const ports = new Set<number>()
  const take = (datagram: Buffer, sockaddr: Uint8Array) => {
    taken.push(Buffer.from(datagram))
    ports.add(sourceIn(sockaddr).port)
  }
  assert.is(mmsg.receive(take), Mmsg.BATCH)
  assert.is(mmsg.receive(take), 6)
  assert.is(mmsg.receive(take), 0)
  assert.equal(
    taken,
    Array.from({ length: count }, (_, n) => Buffer.alloc(n + 1, n)),
  )
  assert.equal([...ports], [client.address().port])
})

onLinux('RFC 2865 §3: of a datagram longer than a packet, as much as a packet holds', async () => {
  using pair = await openPair()
  const { client, mmsg } = pair
  const long = Buffer.from(Array.from({ length: 5000 }, (_, n) => n & 255))
  for (const datagram of [long, Buffer.of(7)]) client.send(datagram)
  const taken: Buffer[] = []
  mmsg?.receive((datagram) => taken.push(Buffer.from(datagram)))
  assert.equal(taken, [long.subarray(0, 4096), Buffer.of(7)])
})

onLinux('sendmmsg(2): sends as many as a call takes, each to its own place', async () => {
  using pair = await openPair()
  const { client, mmsg } = pair
  assert.ok(mmsg)
  const heard: number[] = []
  client.on('message', (datagram) => heard.push(datagram.readUInt16BE()))
  const { port } = client.address()
  const sockaddr = Uint8Array.of(2, 0, port >> 8, port & 255, 127, 0, 0, 1, ...Array(8).fill(0))
  const all = Array.from({ length: 100 }, (_, n) => ({ octets: Buffer.of(0, n), sockaddr }))
  assert.is(mmsg.send(all, 0), Mmsg.BATCH)
  assert.is(mmsg.send(all, Mmsg.BATCH), 100 - Mmsg.BATCH)
  while (heard.length < 100) await new Promise(setImmediate)
  assert.equal(
    heard,
    Array.from({ length: 100 }, (_, n) => n),
  )
})

onLinux('a descriptor that is no socket gives and takes nothing', () => {
  const mmsg = Mmsg.open(0)
  assert.is(
    mmsg?.receive(() => assert.unreachable()),
    0,
  )
  assert.is(mmsg?.send([{ octets: Buffer.of(1), sockaddr: new Uint8Array(16) }], 0), 0)
})

Many.run()

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readlinkSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { descriptorOf, kernelDrops } from '#src/radius/proc.ts'

const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  412: 0100007F:0714 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 17
  413: 00000000:0714 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 5
`
const UDP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  412: 00000000000000000000000000000000:0714 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4713 2 0000000000000000 3
  413: B80D0120000000000000000001000000:0714 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4714 2 0000000000000000 9
`
const tables = (path: string) => (path.endsWith('6') ? UDP6 : UDP)

const Proc = suite('radius/proc')

Proc('finds a socket by its address and port', () => {
  const at = (address: string, port = 1812) => kernelDrops({ address, port }, tables)
  assert.is(at('127.0.0.1'), 17)
  assert.is(at('0.0.0.0'), 5)
  assert.is(at('::'), 3)
  assert.is(at('2001:db8::1'), 9)
  assert.is(at('127.0.0.1', 1813), undefined)
})

Proc('says nothing where the system does not', () => {
  assert.is(
    kernelDrops({ address: '127.0.0.1', port: 1812 }, () => undefined),
    undefined,
  )
})

const onLinux = existsSync('/proc/net/udp') ? Proc : Proc.skip
onLinux('counts what a full socket did not take', async () => {
  const full = createSocket({ type: 'udp4', recvBufferSize: 4096 })
  full.bind({ address: '127.0.0.1', port: 0 })
  await once(full, 'listening')
  const bound = full.address()
  assert.is(kernelDrops(bound), 0)

  const sender = createSocket('udp4')
  const connected = once(sender, 'connect')
  sender.connect(bound.port, bound.address)
  await connected
  const datagram = Buffer.alloc(1000)
  // Nothing reads in between: sending is a system call each, reading waits for the event loop.
  const sent = Array.from({ length: 64 }, () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    sender.send(datagram, () => resolve())
    return promise
  })
  assert.ok((kernelDrops(bound) ?? 0) > 0)
  await Promise.all(sent)
  sender.close()
  full.close()
})

onLinux('finds the descriptor of a socket of ours, and of nobody else', async () => {
  const socket = createSocket('udp4')
  socket.bind({ address: '127.0.0.1', port: 0 })
  await once(socket, 'listening')
  const { address, port } = socket.address()
  assert.match(readlinkSync(`/proc/self/fd/${descriptorOf({ address, port })}`), /^socket:/)
  socket.close()
  await once(socket, 'close')
  assert.is(descriptorOf({ address, port }), undefined)
})

Proc.run()

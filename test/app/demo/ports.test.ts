import { createServer } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort, freeUdpPort, needLoopbackRange } from '#src/app/demo/ports.ts'
import { bindUdp } from '#src/radius/udp.ts'

async function occupied(host: string) {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

const Ports = suite('app/demo/ports')

Ports('takes the wanted port when it is free, and another when not', async () => {
  await using taken = await occupied('127.0.0.1')
  assert.is.not(await freePort(taken.port), taken.port)
  const free = await freePort(0)
  assert.is(await freePort(free), free)

  const socket = await bindUdp({ host: '127.0.0.1', port: 0 })
  try {
    assert.is.not(await freeUdpPort(socket.address().port), socket.address().port)
  } finally {
    socket.close()
  }
})

Ports('says so when another demo has the gateways’ addresses', async () => {
  await using taken = await occupied('127.20.0.1')
  await needLoopbackRange(taken.port).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, `${taken.port} is taken: another demo is running here`),
  )
  await needLoopbackRange(0)
})

Ports.run()

import type { Socket } from 'node:dgram'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { Listener } from '#src/radius/listener.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { Tally } from '#src/radius/tally.ts'
import { CODE } from '#src/radius/wire.ts'
import { gateway, RFC_SECRET } from '#test/radius.ts'

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

Listening.run()

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { layout } from '#src/radius/dictionary.ts'
import { keyOf, signReply } from '#src/radius/signature.ts'
import type { Code } from '#src/radius/wire.ts'
import { packetOf, RFC_SECRET } from './radius.ts'

/** What a gateway says to the count-th datagram it hears, if anything. */
type Reaction = (datagram: Buffer, count: number) => Buffer | undefined

/** A gateway that does as `react` says with every datagram it hears, and keeps where each came from. */
export async function openNas(react: Reaction, host = '127.0.0.1') {
  const socket = createSocket(host === '::1' ? 'udp6' : 'udp4')
  const heard: Buffer[] = []
  const ports: number[] = []
  socket.on('message', (datagram, { port, address }) => {
    ports.push(port)
    const reply = react(datagram, heard.push(datagram))
    if (reply) socket.send(reply, port, address)
  })
  socket.bind(0, host)
  await once(socket, 'listening')
  return {
    heard,
    ports,
    socket,
    target: { host, port: socket.address().port },
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

/** The reply of this code to a request, signed with the shared secret unless told otherwise. */
export function answer(code: Code, by = keyOf(RFC_SECRET), attributes = layout([])): Reaction {
  return (datagram) => signReply(packetOf(datagram), code, attributes, by)
}

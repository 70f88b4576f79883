import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { Secret } from '#src/kernel/secret.ts'
import type { Nas } from '#src/radius/message.ts'
import { inspect, type Packet } from '#src/radius/wire.ts'

/** The secret of RFC 2865 §7 and RFC 5997 §6. */
export const RFC_SECRET = new Secret('xyzzy5461')

/** A gateway that signs everything, unless told otherwise. */
export function gateway(changes: Partial<Nas> = {}): Nas {
  return {
    id: 'ben-tau',
    vendor: 'mikrotik',
    secret: RFC_SECRET,
    messageAuthenticator: 'required',
    limitProxyState: true,
    ...changes,
  }
}

/** Octets as RFCs print them. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s/g, ''), 'hex')
}

/** The packet in these octets, which must be sound. */
export function packetOf(octets: Buffer): Packet {
  const packet = inspect(octets)
  if (packet.kind === 'malformed') throw new Error(`malformed: ${packet.reason}`)
  return packet
}

/** A raw socket that keeps what it hears. */
export function openEar(type: 'udp4' | 'udp6' = 'udp4') {
  const socket: Socket = createSocket(type)
  const heard: Buffer[] = []
  socket.on('message', (datagram) => heard.push(datagram))
  return {
    heard,
    send: (octets: Uint8Array, port: number, host = '127.0.0.1') => socket.send(octets, port, host),
    next: async () => (await once(socket, 'message'))[0] as Buffer,
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

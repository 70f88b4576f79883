import { createSocket, type Socket, type SocketOptions } from 'node:dgram'
import { lookup as lookUpName } from 'node:dns'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'

export type Endpoint = { readonly host: string; readonly port: number }

/** Room for a burst while a commit is on its way to the disk; the kernel may grant less. */
export const RECEIVE_OCTETS = 4 * 1024 * 1024

/** A socket bound to this endpoint; `::` takes IPv4 as well. A taken port is a Fault that names it. */
export async function bindUdp({ host, port }: Endpoint): Promise<Socket> {
  const socket = createSocket({
    type: isIP(host) === 6 ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_OCTETS,
    lookup,
  })
  try {
    const listening = once(socket, 'listening')
    socket.bind({ address: host, port })
    await listening
    return socket
  } catch (error) {
    socket.close()
    const says = `cannot listen for RADIUS on ${host} port ${port}: ${errnoSays(error)}`
    throw new Fault('network/unavailable', { host, port, says }, error)
  }
}

/** A socket that speaks with one peer only: the kernel drops what anyone else sends (RFC 2865 §3). */
export async function connectUdp(peer: Endpoint, localAddress?: string): Promise<Socket> {
  const socket = createSocket({ type: isIP(peer.host) === 6 ? 'udp6' : 'udp4', lookup })
  try {
    if (localAddress !== undefined) {
      const listening = once(socket, 'listening')
      socket.bind({ address: localAddress })
      await listening
    }
    const connected = once(socket, 'connect')
    socket.connect(peer.port, peer.host)
    await connected
    return socket
  } catch (error) {
    socket.close()
    const says = `cannot reach ${peer.host} port ${peer.port}: ${(error as Error).message}`
    throw new Fault('network/unavailable', { ...peer, says }, error)
  }
}

/**
 * Addresses need no resolver: answering on the spot saves every datagram a turn of the event loop.
 * The socket's own events then come before `bind` and `connect` return, so they are awaited first.
 */
const lookup: NonNullable<SocketOptions['lookup']> = (host, options, done) => {
  const family = isIP(host)
  if (family > 0) done(null, host, family)
  else lookUpName(host, options, done)
}

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Fault } from '#src/kernel/fault.ts'

/** The first of these addresses stands for all of them: Linux gives every 127.x.y.z to loopback. */
const FIRST_GATEWAY = '127.20.0.1'

/** The port itself when nobody listens there, or another that is free. TCP on 127.0.0.1. */
export async function freePort(wanted: number): Promise<number> {
  return (await isFree('127.0.0.1', wanted)) ?? (await isFree('127.0.0.1', 0)) ?? wanted
}

/** The same for UDP. */
export async function freeUdpPort(wanted: number): Promise<number> {
  return (await isUdpFree(wanted)) ?? (await isUdpFree(0)) ?? wanted
}

/**
 * Refuses, with a sentence, a machine whose loopback is a single address (macOS), and one where the
 * gateways' `port` is taken: every demo is at the same addresses.
 */
export async function needLoopbackRange(port: number): Promise<void> {
  if ((await isFree(FIRST_GATEWAY, port)) !== undefined) return
  if ((await isFree(FIRST_GATEWAY, 0)) !== undefined) {
    const says = `${FIRST_GATEWAY} port ${port} is taken: another demo is running here; stop it first`
    throw new Fault('network/unavailable', { host: FIRST_GATEWAY, port, says })
  }
  const says = `the demo gives each gateway its own loopback address, and this system has no ${FIRST_GATEWAY}; it runs on Linux (WSL too)`
  throw new Fault('network/unavailable', { says })
}

async function isFree(host: string, port: number): Promise<number | undefined> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address ? address.port : undefined
  } catch {
    return undefined
  } finally {
    server.close()
  }
}

async function isUdpFree(port: number): Promise<number | undefined> {
  const socket = createSocket('udp4')
  try {
    const listening = once(socket, 'listening')
    socket.bind(port, '127.0.0.1')
    await listening
    return socket.address().port
  } catch {
    return undefined
  } finally {
    socket.close()
  }
}

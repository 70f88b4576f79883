import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { SiteFacts } from '#firmware-config/facts.ts'
import { type Link, type LinkAccess, openLink } from '#src/device/routeros/link.ts'
import { openRouterOs } from '#src/device/routeros/routeros.ts'
import { encodeSentence, SentenceReader } from '#src/device/routeros/wire.ts'
import { Secret } from '#src/kernel/secret.ts'
import {
  type EmulatorFaults,
  type EmulatorOptions,
  openRouterOsEmulator,
  type RouterOsEmulator,
} from '#src/simulator/routeros/emulator.ts'

export const PASSWORD = 'mật khẩu của thiết bị'

/** An emulated device on a port of its own, and how to reach it. */
export async function openEmulator(options: Partial<EmulatorOptions> = {}) {
  const emulator = await openRouterOsEmulator({
    host: '127.0.0.1',
    port: 0,
    user: 'phu-song',
    password: PASSWORD,
    identity: 'gw-1',
    ...options,
  })
  return Object.assign(emulator, { access: accessTo(emulator) })
}

function accessTo({ host, port }: RouterOsEmulator): LinkAccess {
  return { host, port, user: 'phu-song', password: new Secret(PASSWORD) }
}

/** A link to an emulated device that misbehaves as told; both close together. */
export async function linkWith(
  faults: EmulatorFaults,
  options: Partial<EmulatorOptions> = {},
): Promise<AsyncDisposable & { link: Link; emulator: RouterOsEmulator & { access: LinkAccess } }> {
  const emulator = await openEmulator({ ...options, faults })
  const link = await openLink(emulator.access)
  return {
    link,
    emulator,
    async [Symbol.asyncDispose]() {
      await link.close()
      await emulator[Symbol.asyncDispose]()
    },
  }
}

/** Opens the emulated device as the fleet does. */
export function opener(access: LinkAccess) {
  return (signal: AbortSignal) => openRouterOs(access, { signal })
}

/** A site with everything a site can have. */
export const siteFacts: SiteFacts = {
  gatewayId: 'gw-1',
  portalUrl: 'https://wifi.quangninh.example',
  radius: {
    host: '10.0.0.1',
    authPort: 1812,
    acctPort: 1813,
    secret: new Secret('bí mật của RADIUS'),
    secretMark: '0a1b2c3d4e5f',
    messageAuthenticator: 'required',
  },
  coaPort: 3799,
  hotspotHost: '10.5.50.1',
  walledGarden: ['dichvucong.gov.vn', '*.dichvucong.gov.vn', 'wifi.quangninh.example'],
  capportUrl: 'https://wifi.quangninh.example/api/capport',
  uamSecret: new Secret('bi-mat-uam'),
  lan: { interface: 'bridge-hotspot', network: '10.5.50.0/24' },
}

/** A peer that lets anyone in and answers every further command with these octets, whatever they are. */
export async function openScripted(answer: (tag: string) => Buffer) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const reader = new SentenceReader()
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      for (const words of reader.read(chunk)) {
        const tag = words.find((word) => word.startsWith('.tag=')) ?? ''
        socket.write(words[0] === '/login' ? encodeSentence(['!done', tag]) : answer(tag))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    access: { host: '127.0.0.1', port, user: 'phu-song', password: new Secret(PASSWORD) },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

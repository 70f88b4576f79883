import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openRadiusClient, type RadiusClient } from '#src/radius/client.ts'
import { layout } from '#src/radius/dictionary.ts'
import type { Nas } from '#src/radius/message.ts'
import { openRadius } from '#src/radius/server.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { openTestLedger } from '#test/ledger.ts'
import { gateway } from '#test/radius.ts'

const GATEWAYS = 200
const PHONES_EACH = 15
const HOST = '127.0.0.1'
/** More than is looked at in a turn; and less than is read, or the kernel would drop others' requests too. */
const FLOOD_PORTS = 128
const SECRET = new Secret('a secret of the storm')
const PASSWORD = 'let me in'
/** Each wait is twice the last, as RFC 5080 §2.2.1 asks. */
const RETRY = { firstMs: 100, attempts: 10 }

const addressOf = (n: number) => `127.40.${n >> 8}.${n & 255}`

/** A server with a real ledger, where every password is right but the wrong one. */
async function openStorm() {
  await using opened = new AsyncDisposableStack()
  const ledger = opened.use(openTestLedger())
  const known = new Map<string, Nas>()
  for (let n = 0; n < GATEWAYS; n++) {
    known.set(addressOf(n), gateway({ id: `gw-${n}`, secret: SECRET }))
  }
  const server = opened.use(
    await openRadius({
      auth: { host: HOST, port: 0 },
      acct: { host: HOST, port: 0 },
      clock: systemClock,
      log: silentLog,
      rejectDelayMs: 0,
      handlers: {
        nasAt: (source) => known.get(source),
        access: async ({ proof }) => {
          const isRight = proof.kind === 'pap' && proof.password.toString() === PASSWORD
          return isRight
            ? {
                kind: 'accept',
                class: Uint8Array.of(7),
                limits: { sessionSeconds: 60, idleSeconds: 60, interimSeconds: 60 },
              }
            : { kind: 'reject' }
        },
        accounting: (request) => ledger.accounting.record(request),
      },
    }),
  )
  const closing = opened.move()
  return { ledger, server, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

type Storm = Awaited<ReturnType<typeof openStorm>>

function clientAt({ server }: Storm, n: number): Promise<RadiusClient> {
  const { authPort, acctPort } = server
  const localAddress = addressOf(n)
  return openRadiusClient({
    host: HOST,
    authPort,
    acctPort,
    secret: SECRET,
    localAddress,
    retry: RETRY,
  })
}

/** A phone that signs in and begins a session, as its gateway tells it. */
async function arrive(client: RadiusClient, id: string): Promise<void> {
  const { accepted } = await client.access([
    ['User-Name', id],
    ['User-Password', PASSWORD],
  ])
  assert.ok(accepted)
  await client.account([
    ['Acct-Status-Type', 'Start'],
    ['Acct-Session-Id', id],
    ['User-Name', id],
  ])
}

const restart = (client: RadiusClient) => client.account([['Acct-Status-Type', 'Accounting-On']])

function shedBy({ server }: Storm): number {
  const { 'auth.shed.full': full = 0, 'auth.shed.late': late = 0 } = server.counters()
  return full + late
}

/** Signed guesses at a password without a pause, from more ports than one, for as long as it is open. */
async function openFlood(address: string, port: number) {
  const key = keyOf(SECRET)
  const sockets = Array.from({ length: FLOOD_PORTS }, () => createSocket('udp4'))
  for (const socket of sockets) {
    socket.bind(0, address)
    await once(socket, 'listening')
  }
  const attributes = layout([
    ['User-Name', 'guess'],
    ['User-Password', Buffer.alloc(16, 3)],
  ])
  const flood = { sent: 0 }
  let isOver = false
  const flooding = (async () => {
    for (let identifier = 0; !isOver; identifier = (identifier + 1) & 255) {
      for (const socket of sockets) {
        const nonce = Buffer.from(systemEntropy(16))
        socket.send(signRequest(CODE.accessRequest, identifier, attributes, nonce, key), port, HOST)
        flood.sent++
      }
      await new Promise(setImmediate)
    }
  })()
  return Object.assign(flood, {
    async [Symbol.asyncDispose]() {
      isOver = true
      await flooding
      for (const socket of sockets) socket.close()
    },
  })
}

const Storms = suite('city/storm')

Storms('power returns to two hundred gateways at once, and everybody is served', async () => {
  await using storm = await openStorm()
  await using clients = new AsyncDisposableStack()
  const gateways = await Promise.all(
    Array.from({ length: GATEWAYS }, async (_, n) => clients.use(await clientAt(storm, n))),
  )
  await Promise.all(
    gateways.map(async (client, n) => {
      await restart(client)
      const phones = Array.from({ length: PHONES_EACH }, (_, phone) => `${n}-${phone}`)
      await Promise.all(phones.map((id) => arrive(client, id)))
    }),
  )
  const { live } = storm.ledger.database.get<{ live: number }>(
    'SELECT count(*) AS live FROM session WHERE stopped_at IS NULL',
  ) ?? { live: 0 }
  assert.is(live, GATEWAYS * PHONES_EACH)
})

Storms('a gateway that floods waits behind itself, and nobody behind it', async () => {
  await using storm = await openStorm()
  await using flood = await openFlood(addressOf(0), storm.server.authPort)
  while (shedBy(storm) === 0) await new Promise(setImmediate)

  await using other = await clientAt(storm, 1)
  const phones = Array.from({ length: PHONES_EACH }, (_, phone) => `other-${phone}`)
  await Promise.all(phones.map((id) => arrive(other, id)))
  assert.ok(flood.sent > PHONES_EACH * 100, 'there was a flood')
})

Storms('what the kernel had no room for is counted', async () => {
  await using storm = await openStorm()
  const flood = createSocket('udp4')
  const datagram = Buffer.alloc(4000, 1)
  // All in one turn: nobody can read meanwhile, and no buffer holds 80 MB.
  for (let n = 0; n < 20_000; n++) flood.send(datagram, storm.server.authPort, HOST)
  await new Promise((resolve) => setTimeout(resolve, 200))
  flood.close()
  assert.ok((storm.server.counters()['auth.kernel-drops'] ?? 0) > 0)
})

Storms.run()

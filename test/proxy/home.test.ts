import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemEntropy } from '#src/kernel/random.ts'
import { Home, type HomeTiming, type Standing } from '#src/proxy/home.ts'
import { Requester } from '#src/radius/requester.ts'
import { keyOf } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { openHomeServer, until } from '#test/home-server.ts'
import { standingClock } from '#test/house.ts'
import { HOME_SECRET } from '#test/realms.ts'

const TIMING: HomeTiming = {
  probeMs: 10,
  probe: { firstMs: 30, attempts: 1 },
  trialMs: 60_000,
}
const ONCE = { firstMs: 30, attempts: 1 }
const NOTHING = () => new Uint8Array(0)
const ACCEPT = { code: CODE.accessAccept } as const

function openHome(port: number, isProbed: boolean) {
  const clock = standingClock()
  const past: Standing[] = []
  const home = new Home({
    clock,
    isProbed,
    timing: TIMING,
    open: () => Requester.open({ host: '127.0.0.1', port }, keyOf(HOME_SECRET), systemEntropy),
    onChange: (standing) => past.push(standing),
  })
  const ask = () => home.ask(CODE.accessRequest, NOTHING, ONCE)
  return Object.assign(home, { past, clock, once: ask })
}

/** Proves its replies by MD5 alone, as servers did before Message-Authenticator. */
async function openBareServer() {
  const socket = createSocket('udp4')
  let answered = 0
  socket.on('message', (request, { port }) => {
    const head = Buffer.from([CODE.accessAccept, request[1] as number, 0, 20])
    const secret = HOME_SECRET.reveal()
    const proof = createHash('md5').update(head).update(request.subarray(4, 20)).update(secret)
    socket.send(Buffer.concat([head, proof.digest()]), port, '127.0.0.1')
    answered++
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    answered: () => answered,
    [Symbol.dispose]: () => socket.close(),
  }
}

const Homes = suite('proxy/home')

Homes('is alive until a request goes unanswered', async () => {
  await using server = await openHomeServer(() => ACCEPT)
  await using home = openHome(server.port, true)
  assert.is((await home.once())?.code, CODE.accessAccept)
  assert.is(home.standing, 'alive')
  assert.equal(home.past, [])
})

Homes(
  'RFC 5997 §4.3: asks a silent one with Status-Server whether it is there, and keeps one that is',
  async () => {
    await using server = await openHomeServer(() => undefined)
    await using home = openHome(server.port, true)
    assert.is(await home.once(), undefined)
    assert.is(home.standing, 'suspect')
    await until(() => home.standing === 'alive')
    assert.equal(home.past, ['suspect', 'alive'])
    assert.is(server.statusServers, 1)
  },
)

Homes('RFC 3539 §3.4.1: goes back to a dead one after three answers to the watchdog', async () => {
  await using server = await openHomeServer(() => ACCEPT)
  await using home = openHome(server.port, true)
  server.hush(true)
  await home.once()
  await until(() => home.standing === 'dead')
  assert.not.ok(home.isWorthAsking)
  const probes = server.statusServers
  server.hush(false)
  await until(() => home.standing === 'alive')
  assert.equal(home.past, ['suspect', 'dead', 'reviving', 'alive'])
  assert.ok(server.statusServers >= probes + 3)
})

Homes('takes no silence for death while the server answers others', async () => {
  await using server = await openHomeServer(({ identifier }) =>
    identifier === 0 ? undefined : ACCEPT,
  )
  await using home = openHome(server.port, false)
  const [ignored, answered] = await Promise.all([home.once(), home.once()])
  assert.is(ignored, undefined)
  assert.is(answered?.code, CODE.accessAccept)
  assert.equal(home.past, [])
})

Homes(
  'without Status-Server it is dead after three silences, and a user tries it a while later',
  async () => {
    await using server = await openHomeServer(() => ACCEPT)
    await using home = openHome(server.port, false)
    server.hush(true)
    for (const expected of ['suspect', 'suspect', 'dead']) {
      await home.once()
      assert.is(home.standing, expected)
    }
    assert.is(server.statusServers, 0)
    assert.not.ok(home.isWorthAsking)
    home.clock.advance(TIMING.trialMs)
    assert.ok(home.isWorthAsking)
    server.hush(false)
    await home.once()
    assert.is(home.standing, 'alive')
  },
)

Homes('CVE-2024-3596: an Access-Accept without Message-Authenticator is no answer', async () => {
  using bare = await openBareServer()
  await using home = openHome(bare.port, false)
  assert.is(await home.once(), undefined)
  assert.is(bare.answered(), 1)
  assert.is(home.standing, 'suspect')
})

Homes('answers nothing once closed, and closes with a question under way', async () => {
  await using server = await openHomeServer(() => undefined)
  const home = openHome(server.port, true)
  const asked = home.ask(CODE.accessRequest, NOTHING, { firstMs: 60_000, attempts: 1 })
  await until(() => server.heard.length === 1)
  await home[Symbol.asyncDispose]()
  assert.is(await asked, undefined)
  assert.is(await home.once(), undefined)
  assert.equal(home.past, [])
})

Homes.run()

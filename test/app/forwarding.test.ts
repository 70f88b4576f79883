import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCity } from '#src/app/city.ts'
import { openForwarding, pointsAtUs } from '#src/app/forwarding.ts'
import { openHouse } from '#src/app/house.ts'
import { parseConfig } from '#src/config.ts'
import { systemClock } from '#src/kernel/clock.ts'
import type { Ip, Prefix } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { openRadiusClient } from '#src/radius/client.ts'
import type { Attribute } from '#src/radius/dictionary.ts'
import { openRadius } from '#src/radius/server.ts'
import { CODE } from '#src/radius/wire.ts'
import { openHomeServer, until } from '#test/home-server.ts'
import { temporaryFolder } from '#test/house.ts'
import { hex, RFC_SECRET } from '#test/radius.ts'
import { homeServer, realm } from '#test/realms.ts'

/** A house with a gateway, a realm and everything RADIUS asks of it. */
async function openTown(homePort: number) {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(temporaryFolder())
  const config = parseConfig({
    PHU_SONG_DATA: join(folder.path, 'data'),
    PHU_SONG_KEY_FILE: join(folder.path, 'key'),
  })
  const tools = { clock: systemClock, entropy: systemEntropy, log: silentLog, isDemo: true }
  const house = stack.use(openHouse(config, tools))
  const city = stack.use(openCity(house, { sendSms: async () => undefined }))
  const forwarding = stack.use(openForwarding(house, city.radius))
  house.gateways.add({
    id: 'ben-tau',
    address: '127.0.0.1/32' as Prefix,
    vendor: 'mikrotik',
    site: house.places.sites()[0]?.id ?? '',
    secret: RFC_SECRET,
  })
  const { addedAt: _, ...draft } = realm({
    servers: [homeServer({ authPort: homePort, acctPort: homePort })],
  })
  house.realms.add(draft)
  const endpoint = { host: '127.0.0.1', port: 0 }
  const radius = stack.use(
    await openRadius({
      auth: endpoint,
      acct: endpoint,
      clock: systemClock,
      log: silentLog,
      rejectDelayMs: 0,
      handlers: city.radius,
      forward: (request) => forwarding.forward(request),
    }),
  )
  const client = stack.use(
    await openRadiusClient({ host: '127.0.0.1', ...radius, secret: RFC_SECRET }),
  )
  const closing = stack.move()
  return { house, forwarding, client, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

const USER: Attribute = ['User-Name', 'lan@agency.gov.vn']

const Forwarding = suite('app/forwarding')

Forwarding(
  'lets a realm’s user in on the plan of its record, and keeps the session in the city’s books',
  async () => {
    await using home = await openHomeServer(({ code }) => ({
      code: code === CODE.accessRequest ? CODE.accessAccept : CODE.accountingResponse,
    }))
    await using town = await openTown(home.port)
    const reply = await town.client.access([USER, ['User-Password', 'mật khẩu']])
    assert.ok(reply.accepted)
    assert.is(reply.attributes.integer('Session-Timeout'), 2 * 60 * 60)
    assert.is(reply.attributes.text('Mikrotik-Rate-Limit'), '5000k/10000k')

    await town.client.account([
      USER,
      ['Acct-Status-Type', hex('00000001')],
      ['Acct-Session-Id', '8100001'],
    ])
    const [session, ...others] = town.house.sessions.live({ limit: 10 })
    assert.is(session?.userName, 'lan@agency.gov.vn')
    assert.is(session?.person, undefined)
    assert.is(others.length, 0)
    await until(() => town.forwarding.state().delivered === 1)
  },
)

Forwarding('knows its own ports, on every address of this machine', () => {
  const config = {
    radiusAuth: { host: '0.0.0.0', port: 1812 },
    radiusAcct: { host: '0.0.0.0', port: 1813 },
    radsec: undefined,
  }
  const at = (host: string, authPort = 1812) =>
    pointsAtUs(config, { host: host as Ip, authPort, acctPort: authPort + 1 })
  assert.ok(at('127.0.0.1'))
  assert.ok(at('0.0.0.0'))
  assert.not.ok(at('127.0.0.1', 1645))
  assert.not.ok(at('192.0.2.1'))
})

Forwarding.run()

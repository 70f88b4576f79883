import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serve } from '#src/app/serve.ts'
import { parseConfig } from '#src/config.ts'
import { systemClock } from '#src/kernel/clock.ts'
import type { Prefix } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { openRadiusClient } from '#src/radius/client.ts'
import { metricsIn } from '#test/exposition.ts'
import { temporaryFolder } from '#test/house.ts'
import { RFC_SECRET } from '#test/radius.ts'
import { START } from '#test/radius-server.ts'

const DOORS = ['PORTAL', 'ADMIN', 'METRICS', 'RADIUS_AUTH', 'RADIUS_ACCT']

/** A served city with one gateway, which is here, and one that was never heard. */
async function openCity(doors: readonly string[] = DOORS) {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(temporaryFolder())
  const config = parseConfig({
    ...Object.fromEntries(doors.map((door) => [`PHU_SONG_${door}_LISTEN`, '127.0.0.1:0'])),
    PHU_SONG_DATA: `${folder.path}/data`,
    PHU_SONG_KEY_FILE: `${folder.path}/key`,
  })
  const tools = { clock: systemClock, entropy: systemEntropy, log: silentLog }
  const city = stack.use(await serve(config, { ...tools, write: () => undefined }))
  const kind = { vendor: 'mikrotik', site: 'pier', secret: RFC_SECRET } as const
  city.house.gateways.add({ ...kind, id: 'gw-1', address: '127.0.0.1/32' as Prefix })
  city.house.gateways.add({ ...kind, id: 'gw-2', address: '192.0.2.1/32' as Prefix })
  const { authPort, acctPort } = city
  const nas = stack.use(
    await openRadiusClient({ host: '127.0.0.1', authPort, acctPort, secret: RFC_SECRET }),
  )
  const opened = stack.move()
  return { city, nas, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** What is read there: by name, and then by the labels, as text. */
async function readAt(url = ''): Promise<Record<string, Record<string, number>>> {
  const response = await fetch(url)
  assert.is(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  const metrics = metricsIn(await response.text())
  assert.is(new Set(metrics.map(({ name }) => name)).size, metrics.length, 'each is said once')
  return Object.fromEntries(
    metrics.map(({ name, samples }) => [
      name,
      Object.fromEntries(
        samples.map(({ labels = {}, value }) => [Object.values(labels).join(' '), value]),
      ),
    ]),
  )
}

const Metrics = suite('app/metrics')

Metrics('tell how a city does, and of nobody in it', async () => {
  await using world = await openCity()
  const { city, nas } = world
  const before = await readAt(city.metricsUrl)
  assert.equal(before['phu_song_sessions_online'], undefined)
  assert.equal(before['phu_song_gateways'], { heard: 0, silent: 2 })

  await nas.account(START)
  await nas.access([
    ['User-Name', 'nobody'],
    ['User-Password', 'guessed'],
  ])
  const after = await readAt(city.metricsUrl)
  assert.equal(after['phu_song_sessions_online'], { pier: 1 })
  assert.equal(after['phu_song_gateways'], { heard: 1, silent: 1 })
  const outcomes = after['phu_song_radius_outcomes_total']
  assert.equal([outcomes?.['acct recorded'], outcomes?.['auth reject']], [1, 1])
  assert.not.match(await (await fetch(city.metricsUrl ?? '')).text(), 'nobody')
  assert.is(after['phu_song_accounting_taken']?.[''], 1)
  assert.is(after['phu_song_strangers']?.[''], 0)
  assert.ok((after['process_resident_memory_bytes']?.[''] ?? 0) > 1e7)
})

Metrics('the kernel’s own drops are one of them, where the system counts them', async () => {
  await using world = await openCity()
  const { phu_song_radius_kernel_drops_total: drops } = await readAt(world.city.metricsUrl)
  if (process.platform === 'linux') assert.equal(drops, { auth: 0, acct: 0 })
})

Metrics('are read at their address only, and only read', async () => {
  await using world = await openCity()
  const { metricsUrl = '' } = world.city
  assert.is((await fetch(new URL('/', metricsUrl))).status, 404)
  assert.is((await fetch(metricsUrl, { method: 'POST' })).status, 405)
})

Metrics('are not served unless the settings say where', async () => {
  await using world = await openCity(DOORS.filter((door) => door !== 'METRICS'))
  assert.is(world.city.metricsUrl, undefined)
})

Metrics.run()

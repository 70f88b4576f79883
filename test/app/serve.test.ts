import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serve } from '#src/app/serve.ts'
import { parseConfig } from '#src/config.ts'
import { serveHttp } from '#src/http/serve.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { bindUdp } from '#src/radius/udp.ts'
import { temporaryFolder } from '#test/house.ts'

const HTTP = ['PORTAL', 'ADMIN', 'METRICS'].map((door) => `PHU_SONG_${door}_LISTEN`)
const UDP = ['PHU_SONG_RADIUS_AUTH_LISTEN', 'PHU_SONG_RADIUS_ACCT_LISTEN']

/** What a server says that is to listen where it cannot. */
async function refusalOf(settings: Readonly<Record<string, string>>): Promise<Fault> {
  using folder = temporaryFolder()
  const anywhere = [...HTTP, ...UDP].map((name) => [name, '127.0.0.1:0'])
  const config = parseConfig({
    PHU_SONG_DATA: `${folder.path}/data`,
    PHU_SONG_KEY_FILE: `${folder.path}/key`,
    ...Object.fromEntries(anywhere),
    ...settings,
  })
  const tools = { clock: systemClock, entropy: systemEntropy, log: silentLog }
  try {
    await using _ = await serve(config, { ...tools, write: () => undefined })
  } catch (error) {
    assert.instance(error, Fault)
    return error as Fault
  }
  return assert.unreachable('it listens') as never
}

const Serve = suite('app/serve')

Serve('names the setting whose port is taken', async () => {
  await using web = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    fetch: () => new Response(),
    log: silentLog,
  })
  for (const name of HTTP) {
    const { message } = await refusalOf({ [name]: `127.0.0.1:${web.port}` })
    assert.match(message, `${name}: cannot listen on 127.0.0.1 port ${web.port}: another program`)
  }
  const socket = await bindUdp({ host: '127.0.0.1', port: 0 })
  try {
    const { port } = socket.address()
    for (const name of UDP) {
      const { message } = await refusalOf({ [name]: `127.0.0.1:${port}` })
      assert.match(message, `${name}: cannot listen for RADIUS on 127.0.0.1 port ${port}: another`)
    }
  } finally {
    socket.close()
  }
})

Serve('names both settings that ask for one port', async () => {
  await using web = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    fetch: () => new Response(),
    log: silentLog,
  })
  const both = Object.fromEntries(HTTP.map((name) => [name, `127.0.0.1:${web.port}`]))
  assert.match((await refusalOf(both)).message, `${HTTP.join(', ')}: cannot listen`)
})

Serve('names the setting of an address this machine has not', async () => {
  for (const name of [...HTTP, ...UDP]) {
    const { message } = await refusalOf({ [name]: '192.0.2.1:8080' })
    assert.match(message, `${name}: cannot listen`)
    assert.match(message, 'this machine has no such address')
  }
})

Serve('asks for a file that takes text messages before anyone waits for one', async () => {
  using folder = temporaryFolder()
  const { message } = await refusalOf({ PHU_SONG_SMS: `file:${folder.path}` })
  assert.is(message, `PHU_SONG_SMS: cannot append to ${folder.path}: it is a folder (EISDIR)`)
})

Serve.run()

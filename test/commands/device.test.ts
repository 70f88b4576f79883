import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'
import { openEmulator, PASSWORD } from '#test/routeros.ts'

/** A city whose one gateway is an emulated RouterOS device, not configured yet. */
async function openManaged() {
  await using opened = new AsyncDisposableStack()
  const { access } = opened.use(await openEmulator())
  const city = opened.use(openCommandLine())
  const api = ['--api-host', `${access.host}:${access.port}`, '--api-user', access.user]
  await city.run(...GATEWAY_ADD, ...api, '--api-password', PASSWORD)
  const closing = opened.move()
  return { ...city, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

const Devices = suite('commands/device')

Devices('plans, pushes, and then has nothing left to do', async () => {
  await using city = await openManaged()
  const plan = await city.run('device', 'plan', 'gw-1')
  assert.is(plan.code, 0, plan.err)
  assert.match(plan.out, /^gw-1: .*RouterOS 7/)
  assert.match(plan.out, '/radius')
  assert.not.match(plan.out, 'a secret for the test')

  const push = await city.run('device', 'push', 'gw-1')
  assert.is(push.code, 0, push.out + push.err)
  assert.match(push.out, /^applied: /m)
  assert.match(push.err, /(\d+) of \1 changes/)

  assert.match((await city.run('device', 'plan', 'gw-1')).out, 'It is as it should be.')
  const again = JSON.parse((await city.run('device', 'push', 'gw-1', '--json')).out)
  assert.is(again.outcome, 'unchanged')
  assert.equal(JSON.parse((await city.run('device', 'plan', 'gw-1', '--json')).out).steps, [])

  using house = city.house()
  const actions = house.audit.list({ limit: 10 }).map(({ action }) => action)
  assert.equal(actions, ['device.pushed', 'device.pushed', 'gateway.added'])
})

Devices('says in a sentence that a device cannot be reached', async () => {
  using city = openCommandLine()
  const api = ['--api-host', '127.0.0.1:9', '--api-user', 'joe', '--api-password', 'x']
  await city.run(...GATEWAY_ADD, ...api)
  const { code, err } = await city.run('device', 'plan', 'gw-1')
  assert.is(code, 1)
  assert.match(err, /^[^\n]*127\.0\.0\.1[^\n]*\n$/)
  assert.is((await city.run('device', 'push', 'gw-1')).code, 1)
})

Devices('tells a gateway it does not know from one it cannot configure', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const unknown = await city.run('device', 'plan', 'gw-9')
  assert.equal([unknown.code, unknown.err.split('\n')[0]], [2, 'there is no gateway gw-9'])
  const bare = await city.run('device', 'push', 'gw-1')
  assert.is(bare.code, 2)
  assert.match(bare.err, /added without --api-host; `gateway config` prints what to paste/)
})

Devices('prints a configuration to paste, in the vendor’s own words', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const { code, out } = await city.run('gateway', 'config', 'gw-1')
  assert.is(code, 0)
  assert.match(out, '/radius')
  assert.match(out, 'a secret for the test')
  assert.match(out, 'address="10.0.0.1"')
})

Devices('asks for the address gateways are to use when it cannot know one', async () => {
  using city = openCommandLine({ PHU_SONG_RADIUS_HOST: '' })
  await city.run(...GATEWAY_ADD)
  const { code, err } = await city.run('gateway', 'config', 'gw-1')
  assert.is(code, 1)
  assert.match(err, /^PHU_SONG_RADIUS_HOST is not set[^\n]*\n$/)
})

Devices.run()

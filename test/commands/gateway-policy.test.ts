import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'

const Policy = suite('commands/gateway-policy')

Policy('shows how a gateway is believed, and changes nothing by that', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const { out } = await city.run('gateway', 'policy', 'gw-1')
  assert.match(out, /^messageAuthenticator +required$/m)
  assert.match(out, /^macAuth +false$/m)
  using house = city.house()
  assert.is(house.audit.list({ limit: 1 })[0]?.action, 'gateway.added')
})

Policy('changes what is given, leaves the rest, and tells the trail from and to', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const flags = ['--message-authenticator', 'auto', '--mac-auth', 'yes', '--coa-port', '1700']
  const changed = JSON.parse((await city.run('gateway', 'policy', 'gw-1', ...flags, '--json')).out)
  assert.equal(changed, {
    name: 'gw-1',
    messageAuthenticator: 'auto',
    limitProxyState: true,
    macAuth: true,
    coaPort: 1700,
  })
  using house = city.house()
  assert.equal(house.audit.list({ limit: 1 })[0]?.detail, {
    messageAuthenticator: 'required → auto',
    macAuth: 'false → true',
    coaPort: '3799 → 1700',
  })
})

Policy('refuses what is no policy', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const refused = async (...words: string[]) => (await city.run('gateway', 'policy', ...words)).err
  assert.match(await refused('gw-9'), 'there is no gateway gw-9')
  assert.match(await refused('gw-1', '--message-authenticator', 'toString'), 'yes, auto or no')
  assert.match(await refused('gw-1', '--mac-auth', 'maybe'), 'yes or no')
  assert.match(await refused('gw-1', '--coa-port', '0'), 'a port')
})

Policy.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'

const CHILLI_ADD = [
  ['gateway', 'add', '--name', 'gw-2', '--address', '10.20.0.9/16', '--vendor', 'chilli'],
  ['--site', 'Quảng trường 30/10', '--json'],
].flat()

const Gateways = suite('commands/gateway')

Gateways('says how to begin when there is none', async () => {
  using city = openCommandLine()
  const list = await city.run('gateway', 'list')
  assert.match(list.out, 'No gateway yet')
  assert.is((await city.run('gateway', 'list', '--json')).out, '[]\n')
})

Gateways('adds one, shows its secret once, and never again', async () => {
  using city = openCommandLine()
  const added = await city.run(...GATEWAY_ADD)
  assert.is(added.code, 0, added.err)
  assert.match(added.out, 'a secret for the test')
  assert.match(added.out, 'https://wifi.example/hotspot/gw-1')

  const { out } = await city.run('gateway', 'list')
  assert.match(out, /^gw-1 +127\.0\.0\.1\/32 +mikrotik +quang-truong-30-10/m)
  const listed = await city.run('gateway', 'list', '--json')
  assert.is(JSON.parse(listed.out)[0].name, 'gw-1')
  assert.not.match(listed.out, 'secret')
})

Gateways('makes up the secrets it is not given, and finds a place by its name', async () => {
  using city = openCommandLine()
  const gateway = JSON.parse((await city.run(...CHILLI_ADD)).out)
  assert.is(gateway.address, '10.20.0.0/16')
  assert.is(gateway.site, 'quang-truong-30-10')
  assert.match(gateway.secret, /^\w{32}$/)
  assert.match(gateway.uamSecret, /^\w{32}$/)
  assert.is.not(gateway.secret, gateway.uamSecret)
})

Gateways('removes one, and says so in the audit trail', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  assert.is((await city.run('gateway', 'remove', 'gw-1')).code, 0)
  assert.match((await city.run('gateway', 'list')).out, 'No gateway yet')
  assert.is((await city.run('gateway', 'remove', 'gw-1')).code, 2)

  using house = city.house()
  const told = house.audit.list({ limit: 10 }).map(({ action, subject }) => `${action} ${subject}`)
  assert.equal(told, ['gateway.removed gw-1', 'gateway.added gw-1'])
  assert.match(house.audit.list({ limit: 1 })[0]?.actor ?? '', /^command-line:/)
})

Gateways('refuses what it cannot serve, and writes nothing', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const refused = async (...changes: string[]) => {
    const other = ['--name', 'gw-9', '--address', '127.0.0.9', ...changes]
    const { code, err } = await city.run(...GATEWAY_ADD, ...other)
    assert.is(code, 2, changes.join(' '))
    return err
  }
  assert.match(await refused('--name', 'Cổng 1'), /--name: “Cổng 1” is not a short name/)
  assert.match(await refused('--name', 'gw-1'), /there is a gateway gw-1 already/)
  assert.match(await refused('--address', '127.0.0.1'), /address of gateway gw-1/)
  assert.match(await refused('--address', '127.0.0.300'), /--address: .* is not an address/)
  assert.match(await refused('--vendor', 'cisco'), /is not mikrotik or chilli/)
  assert.match(await refused('--site', 'nowhere'), /no place “nowhere”.*site list/)
  assert.match(await refused('--secret', 'short'), /--secret: “short” is not at least 16/)
  assert.match(await refused('--hotspot-host', 'a:99999'), /--hotspot-host/)
  assert.match(await refused('--hotspot-host', 'http://a/'), /--hotspot-host/)
  assert.match(await refused('--coa-port', '0'), /--coa-port/)
  assert.match(await refused('--api-user', 'joe'), /--api-user says nothing without --api-host/)
  assert.match(await refused('--api-host', '10.0.0.1'), /--api-host: .* is not host:port/)
  assert.match(await refused('--api-host', '10.0.0.1:8728'), /--api-user is required/)
  assert.is(JSON.parse((await city.run('gateway', 'list', '--json')).out).length, 1)
})

Gateways('binds one to its certificate, and back to its address', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const colons = Array(32).fill('AB').join(':')
  const bound = await city.run('gateway', 'bind', 'gw-1', '--certificate', colons)
  assert.is(bound.code, 0, bound.err)
  assert.match((await city.run('gateway', 'list')).out, /TLS \(abababababababab…\)/)
  const listed = JSON.parse((await city.run('gateway', 'list', '--json')).out)
  assert.equal(listed[0].radsec, { certificate: 'ab'.repeat(32) })

  assert.is((await city.run('gateway', 'bind', 'gw-1', '--udp')).code, 0)
  assert.match((await city.run('gateway', 'list')).out, /^gw-1 .* UDP$/m)
  using house = city.house()
  assert.is(house.audit.list({ limit: 1 })[0]?.action, 'gateway.bound')
})

Gateways('refuses a certificate that is none, or another gateway’s', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const name = ['--certificate-name', 'gw.city.vn']
  await city.run(...CHILLI_ADD, ...name)
  const refused = async (...words: string[]) => {
    const { code, err } = await city.run('gateway', 'bind', ...words)
    assert.is(code, 2)
    return err
  }
  assert.match(await refused('gw-1', '--certificate', 'abc'), 'a SHA-256 in hex')
  assert.match(await refused('gw-1', '--certificate-name', 'Không'), 'a DNS name')
  assert.match(await refused('gw-1'), 'one of --certificate')
  assert.match(await refused('gw-1', '--udp', ...name), 'one of --certificate')
  assert.match(await refused('gw-1', ...name), 'gateway gw-2’s')
  assert.match(await refused('gw-9', '--udp'), 'no gateway gw-9')
})

Gateways.run()

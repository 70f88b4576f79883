import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ip } from '#src/kernel/ip.ts'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'
import { knock } from '#test/knock.ts'

const PACKET = knock([
  ['NAS-Identifier', 'ben-cang-2'],
  ['Mikrotik-Host-IP', '10.5.50.7'],
])

const Strangers = suite('commands/stranger')

Strangers('lists who knocks, until it is a gateway', async () => {
  using city = openCommandLine()
  assert.match((await city.run('gateway', 'strangers')).out, 'No unknown address')
  {
    using house = city.house()
    for (const address of ['127.0.0.1', '10.9.0.2']) {
      house.strangers.note(address as Ip, 'auth', PACKET)
    }
    await house.commit.run(() => undefined)
  }
  const { out } = await city.run('gateway', 'strangers')
  assert.match(out, /^10\.9\.0\.2 +1 +0 +\S+ +ben-cang-2 +MikroTik$/m)
  assert.match(out, /^127\.0\.0\.1 /m)

  await city.run(...GATEWAY_ADD)
  const listed = JSON.parse((await city.run('gateway', 'strangers', '--json')).out)
  assert.equal(
    listed.map(({ address }: { address: string }) => address),
    ['10.9.0.2'],
  )
})

Strangers.run()

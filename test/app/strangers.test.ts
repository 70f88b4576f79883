import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { serve } from '#src/app/serve.ts'
import { knocking } from '#src/app/strangers.ts'
import { parseConfig } from '#src/config.ts'
import { SECOND, systemClock } from '#src/kernel/clock.ts'
import type { Fault } from '#src/kernel/fault.ts'
import { parsePrefix } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openRadiusClient } from '#src/radius/client.ts'
import type { Attribute } from '#src/radius/dictionary.ts'
import { temporaryFolder } from '#test/house.ts'

const SECRET = new Secret('a secret for the test')
const NAME: Attribute = ['NAS-Identifier', 'ben-cang-2']
const BOOTED: Attribute[] = [NAME, ['Acct-Status-Type', 'Accounting-On']]

const Strangers = suite('app/strangers')

Strangers('a gateway that knocks is seen, never answered, and served once adopted', async () => {
  using folder = temporaryFolder()
  const doors = ['PORTAL', 'ADMIN', 'RADIUS_AUTH', 'RADIUS_ACCT']
  const config = parseConfig({
    PHU_SONG_DATA: `${folder.path}/data`,
    PHU_SONG_KEY_FILE: `${folder.path}/key`,
    ...Object.fromEntries(doors.map((door) => [`PHU_SONG_${door}_LISTEN`, '127.0.0.1:0'])),
  })
  const tools = { clock: systemClock, entropy: systemEntropy, log: silentLog }
  await using serving = await serve(config, { ...tools, write: () => undefined })
  const { house, authPort, acctPort } = serving
  await using gateway = await openRadiusClient({
    host: '127.0.0.1',
    authPort,
    acctPort,
    secret: SECRET,
    retry: { firstMs: SECOND, attempts: 1 },
  })

  const unanswered = await gateway.account(BOOTED).catch((error) => error)
  assert.is((unanswered as Fault).code, 'network/unavailable')
  await house.commit.run(() => undefined)
  const [stranger] = knocking(house)
  assert.is(stranger?.address, '127.0.0.1')
  assert.is(stranger?.acct, 1)
  assert.is(stranger?.claims.nasIdentifier, 'ben-cang-2')

  const address = parsePrefix('127.0.0.1')
  if (!address) throw new Error('no prefix')
  const site = house.places.sites()[0]?.id ?? ''
  house.gateways.add({ id: 'ben-cang-2', address, vendor: 'mikrotik', site, secret: SECRET })
  await gateway.account(BOOTED)
  assert.equal(knocking(house), [])
})

Strangers.run()

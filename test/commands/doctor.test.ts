import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HOUR } from '#src/kernel/clock.ts'
import { SpoolStore } from '#src/proxy/spool-store.ts'
import { DATABASE_FILE } from '#src/store/backup.ts'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'

const Doctor = suite('commands/doctor')

Doctor('finds a new city good, and says what is still to do', async () => {
  using city = openCommandLine()
  const { code, out } = await city.run('doctor')
  assert.is(code, 0, out)
  assert.match(out, '✓ database: every page is whole')
  assert.match(out, '✓ ledger: ')
  assert.match(out, '! gateways: none yet\n    `gateway add --help`')
})

Doctor('gives programs each finding', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD, '--no-message-authenticator')
  const findings = JSON.parse((await city.run('doctor', '--json')).out)
  const gateways = findings.find(({ check }: { check: string }) => check === 'gateways')
  assert.is(gateways.verdict, 'warning')
  assert.match(gateways.says, 'gw-1')
})

Doctor('RFC 2865 §3: finds gateways that share a secret', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const other = GATEWAY_ADD.map((word) => (word === 'gw-1' ? 'gw-2' : word))
  const at = other.indexOf('--address') + 1
  await city.run(...other.with(at, '10.9.9.2'), '--secret', 'sixteen letters!')
  assert.not.match((await city.run('doctor')).out, 'one secret')
  await city.run(
    ...other.with(at, '10.9.9.3').map((word) => (word === 'gw-2' ? 'gw-3' : word)),
    '--secret',
    'sixteen letters!',
  )
  assert.match((await city.run('doctor')).out, '! gateways: gw-2, gw-3: one secret')
})

Doctor('finds a realm’s short secret, and accounting that waits for hours', async () => {
  using city = openCommandLine()
  const realm = ['realm', 'add', '--realm', 'agency.gov.vn', '--servers', '10.9.0.1']
  await city.run(...realm, '--secret', 'elevenchars')
  assert.match((await city.run('doctor')).out, '! realms: agency.gov.vn: a short shared secret')

  using house = city.house()
  const spool = new SpoolStore(house.database, house.keyring)
  const record = { acctSessionId: '1', record: Buffer.of(1), delaySeconds: 0 }
  const origin = { realm: 'agency.gov.vn', gateway: 'gw-1', receivedAt: house.clock() - 2 * HOUR }
  spool.keep({ ...record, ...origin }, 0)()
  const { out } = await city.run('doctor')
  assert.match(out, '! realms: agency.gov.vn: 1 accounting records wait for its servers')
})

Doctor('finds a key that others may read, and an audit trail somebody changed', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  chmodSync(city.keyFile, 0o644)
  using house = city.house()
  house.database.run(`UPDATE audit SET actor = 'nobody'`)
  const { code, out } = await city.run('doctor')
  assert.is(code, 1)
  assert.match(out, `✗ key file: others may read ${city.keyFile}\n    chmod 600`)
  assert.match(out, '✗ audit trail: broken at entry 1')
})

Doctor('finds a page of the database that is not what was written', async () => {
  using city = openCommandLine()
  await city.run('voucher', 'issue', '--count', '1000')
  const path = join(city.data, DATABASE_FILE)
  const pages = readFileSync(path)
  writeFileSync(path, pages.fill(0x41, pages.length - 4096 * 8))
  const { code, out } = await city.run('doctor')
  assert.is(code, 1)
  assert.match(out, '✗ database: ')
})

Doctor('finds a document that keeps the house shut, and looks at all else', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const path = join(city.data, 'gateways.json')
  truncateSync(path, 100)
  const { code, out } = await city.run('doctor')
  assert.is(code, 1)
  assert.match(out, `✗ document gateways: ${path} is not a document, or is cut short\n`)
  assert.match(out, /^ {4}copy .* over it, then `phu-song document accept gateways`$/m)
  assert.match(out, '✓ document sites: 30 rows, generation 1\n')
  assert.match(out, '✓ audit trail: 1 entries, unbroken')
  assert.match(out, `✗ officers, gateways, realms, RADIUS over TLS: not looked at: ${path}`)
})

Doctor.run()

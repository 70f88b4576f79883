import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkUp } from '#src/app/checkup.ts'
import { openHouse } from '#src/app/house.ts'
import { renewing } from '#src/app/radsec.ts'
import { serve } from '#src/app/serve.ts'
import { parseConfig } from '#src/config.ts'
import { DAY, systemClock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Prefix } from '#src/kernel/ip.ts'
import { type Log, silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { layout } from '#src/radius/dictionary.ts'
import { TlsRequester } from '#src/radius/tls-requester.ts'
import { CODE } from '#src/radius/wire.ts'
import { type Issued, openAuthority, openssl } from '#test/certificates.ts'
import { openRadsec, openTls } from '#test/radsec.ts'

const Radsec = suite('app/radsec')
const test = openssl ? Radsec : Radsec.skip

/** The files a server reads, and how to put others in their place. */
function filesIn(folder: string, { certificate, key }: Issued, authorities: string) {
  const path = (name: string) => join(folder, name)
  const put = (issued: Pick<Issued, 'certificate' | 'key'>) => {
    writeFileSync(path('now.pem'), issued.certificate)
    writeFileSync(path('now.key'), issued.key)
  }
  put({ certificate, key })
  writeFileSync(path('now-ca.pem'), authorities)
  const paths = { certificateFile: path('now.pem'), keyFile: path('now.key') }
  return { put, ...paths, authoritiesFile: path('now-ca.pem') }
}

test('shows a renewed certificate on a hang-up signal, with no connection lost', async () => {
  await using city = await openRadsec()
  const { authority, ours, radsec } = city
  const files = filesIn(authority.folder, ours, authority.certificate)
  const said: string[] = []
  const log: Log = (event) => void said.push(event)
  using _ = renewing({ host: '', port: 0, ...files }, radsec, log)

  const client = authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  await using early = await openTls(radsec.port, client)
  const renewed = authority.issue('radius.city.vn', 'DNS:radius.city.vn')
  files.put(renewed)
  process.emit('SIGHUP')
  assert.equal(said, ['radius.radsec.renewed'])
  await using late = await openTls(radsec.port, client)
  const shown = late.socket.getPeerCertificate().fingerprint256
  assert.is(shown.replaceAll(':', '').toLowerCase(), renewed.fingerprint)
  assert.not(early.socket.destroyed)
})

test('sees by itself what was renewed, and says once what cannot be used', async () => {
  await using city = await openRadsec()
  const { authority, ours, radsec } = city
  const files = filesIn(authority.folder, ours, authority.certificate)
  const said: string[] = []
  const log: Log = (event) => void said.push(event)
  using _ = renewing({ host: '', port: 0, ...files }, radsec, log, 1)

  const renewed = authority.issue('radius.city.vn', 'DNS:radius.city.vn')
  files.put({ certificate: renewed.certificate, key: ours.key })
  while (said.length === 0) await sleep(1)
  await sleep(20)
  assert.equal(said, ['radius.radsec.not-renewed'])
  files.put(renewed)
  while (said.length === 1) await sleep(1)
  assert.equal(said, ['radius.radsec.not-renewed', 'radius.radsec.renewed'])
})

/** Settings of a city over TLS that keeps everything in the authority's folder. */
function settings(folder: string, ours: Issued) {
  const doors = ['PORTAL', 'ADMIN', 'RADIUS_AUTH', 'RADIUS_ACCT', 'RADSEC']
  return parseConfig({
    ...Object.fromEntries(doors.map((door) => [`PHU_SONG_${door}_LISTEN`, '127.0.0.1:0'])),
    PHU_SONG_DATA: join(folder, 'data'),
    PHU_SONG_KEY_FILE: join(folder, 'master.key'),
    PHU_SONG_RADSEC_CERT: ours.certificateFile,
    PHU_SONG_RADSEC_KEY: ours.keyFile,
  })
}

const TOOLS = { clock: systemClock, entropy: systemEntropy, log: silentLog, write: () => undefined }

test('a served city answers a gateway that is bound to its certificate', async () => {
  using authority = openAuthority()
  const ours = authority.issue('radius.city.vn', 'IP:127.0.0.1')
  const gateway = authority.issue('gw-1')
  await using city = await serve(settings(authority.folder, ours), TOOLS)
  const radsec = { certificate: gateway.fingerprint }
  const address = '127.0.0.1/32' as Prefix
  city.house.gateways.add({ id: 'gw-1', address, vendor: 'mikrotik', site: 'pier', radsec })

  const trust = { authorities: authority.certificate }
  await using client = TlsRequester.open({
    server: { host: '127.0.0.1', port: city.radsecPort ?? 0, trust },
    identity: () => gateway,
  })
  const retry = { firstMs: 5000, attempts: 1 }
  const reply = await client.ask(CODE.statusServer, () => layout([]), retry)
  assert.is(reply?.code, CODE.accessAccept)
})

test('names the setting whose file cannot be read', async () => {
  using authority = openAuthority()
  const ours = authority.issue('radius.city.vn')
  rmSync(ours.keyFile)
  try {
    await using _ = await serve(settings(authority.folder, ours), TOOLS)
  } catch (error) {
    assert.instance(error, Fault)
    assert.match((error as Fault).message, 'PHU_SONG_RADSEC_KEY: cannot read')
    return
  }
  assert.unreachable('it serves')
})

test('the doctor tells of a certificate before it runs out', async () => {
  using authority = openAuthority()
  const config = settings(authority.folder, authority.issue('radius.city.vn'))
  const found = async (now: number) => {
    using _ = openHouse(config, TOOLS)
    const findings = await checkUp(config, { ...TOOLS, clock: () => now })
    return findings.find(({ check }) => check === 'RADIUS over TLS')
  }
  const now = systemClock()
  assert.is((await found(now - 60 * DAY))?.verdict, 'good')
  assert.is((await found(now))?.verdict, 'warning')
  const ended = await found(now + 3 * DAY)
  assert.is(ended?.verdict, 'bad')
  assert.match(ended?.says ?? '', 'its certificate ended on')
})

Radsec.run()

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { octetsOf } from '#src/radius/attributes.ts'
import { attributeId } from '#src/radius/dictionary.ts'
import { authenticatorResponse, ntResponse } from '#src/radius/mschap2.ts'
import { CODE } from '#src/radius/wire.ts'
import type { Realm } from '#src/realms/realm.ts'
import { openForwardingTown } from '#test/forwarding.ts'
import { makeCertificate, openFreeRadius } from '#test/free-radius.ts'
import { until } from '#test/home-server.ts'
import { temporaryFolder } from '#test/house.ts'
import { hex, RFC_SECRET } from '#test/radius.ts'
import { HOME_SECRET, homeServer } from '#test/realms.ts'
import { tool } from '#test/tool.ts'

/** The home server, and what asks our proxy: each is somebody else's RADIUS. */
const freeradius = tool('freeradius', 'freeradius')
const radclient = tool('radclient', 'freeradius-utils')
const eapolTest = tool('eapol_test', 'eapoltest')
const openssl = tool('openssl', 'openssl')

const USER = 'lan@agency.gov.vn'
const PASSWORD = 'mật khẩu của Lan'
const TIMING = {
  probeMs: 100,
  probe: { firstMs: 500, attempts: 1 },
  one: { firstMs: 300, attempts: 2 },
  last: { firstMs: 1000, attempts: 3 },
}

type Home = Awaited<ReturnType<typeof openFreeRadius>>
type Said = { readonly code: number; readonly says: string }

function openHome(folder: string, name = 'home', pem?: string): Promise<Home> {
  const users = { [USER]: PASSWORD, lan: PASSWORD }
  const program = freeradius ?? ''
  return openFreeRadius({ program, folder, name, secret: HOME_SECRET, users, ...(pem && { pem }) })
}

const openTown = (homes: readonly Home[], changes: Partial<Realm> = {}) =>
  openForwardingTown(
    homes.map(({ authPort, acctPort }) => homeServer({ authPort, acctPort })),
    changes,
    { timing: TIMING },
  )

function run(program: string | undefined, args: readonly string[], input = ''): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(program ?? '', args, (error, out, err) =>
      resolve({ code: error ? 1 : 0, says: out + err }),
    )
    child.stdin?.end(input)
  })
}

/** Asks our proxy as a gateway would, with radclient. */
function ask(port: number, command: string, attributes: readonly string[]): Promise<Said> {
  const options = ['-x', '-r', '1', '-t', '5', `127.0.0.1:${port}`, command, RFC_SECRET.reveal()]
  return run(radclient, options, `${attributes.join('\n')}\n`)
}

const LOGIN = [`User-Name = "${USER}"`, 'Message-Authenticator = 0x00']

const Interop = suite('interop/proxy')
const test = freeradius && radclient ? Interop : Interop.skip
const eap = freeradius && eapolTest && openssl ? Interop : Interop.skip

test('lets a user of FreeRADIUS in by PAP and by CHAP, under the city’s limits', async () => {
  using folder = temporaryFolder()
  await using home = await openHome(folder.path)
  await using town = await openTown([home])
  for (const kind of ['User-Password', 'CHAP-Password']) {
    const said = await ask(town.radius.authPort, 'auth', [...LOGIN, `${kind} = "${PASSWORD}"`])
    assert.match(said.says, 'Received Access-Accept', kind)
    assert.match(said.says, 'Session-Timeout = 1200')
    assert.match(said.says, 'Idle-Timeout = 600')
    assert.match(said.says, `Class = 0x${Buffer.from('home').toString('hex')}`)
    assert.not.match(said.says, 'Filter-Id')
    assert.not.match(said.says, 'Proxy-State')
  }
})

test('refuses whom FreeRADIUS refuses', async () => {
  using folder = temporaryFolder()
  await using home = await openHome(folder.path)
  await using town = await openTown([home])
  const said = await ask(town.radius.authPort, 'auth', [...LOGIN, 'User-Password = "wrong"'])
  assert.match(said.says, 'Received Access-Reject')
  assert.is(town.radius.counters()['auth.proxied.reject'], 1)
})

test('lets a user in under the name without its realm, where that is agreed', async () => {
  using folder = temporaryFolder()
  await using home = await openHome(folder.path)
  await using town = await openTown([home], { strip: true })
  const password = `User-Password = "${PASSWORD}"`
  const said = await ask(town.radius.authPort, 'auth', [...LOGIN, password])
  assert.match(said.says, 'Received Access-Accept')
})

test('RFC 2759 §9: passes MS-CHAPv2 both ways, each side proving itself to the other', async () => {
  using folder = temporaryFolder()
  await using home = await openHome(folder.path)
  await using town = await openTown([home])
  const challenge = Buffer.alloc(16, 1)
  const peerChallenge = Buffer.alloc(16, 2)
  const exchange = { userName: Buffer.from(USER), challenge, peerChallenge }
  const response = ntResponse(PASSWORD, exchange)
  const reply = await town.access([
    ['User-Name', USER],
    ['MS-CHAP-Challenge', challenge],
    ['MS-CHAP2-Response', Buffer.concat([hex('0700'), peerChallenge, Buffer.alloc(8), response])],
  ])
  assert.is(reply?.code, CODE.accessAccept)
  const success = reply && octetsOf(reply, attributeId('MS-CHAP2-Success'))
  assert.is(success?.subarray(1).toString(), authenticatorResponse(PASSWORD, response, exchange))
})

test('goes on with another FreeRADIUS when one is killed, and back when it is started again', async () => {
  using folder = temporaryFolder()
  await using first = await openHome(folder.path, 'first')
  await using second = await openHome(folder.path, 'second')
  await using town = await openTown([first, second])
  const standing = () => town.forwarding.state().homes[0]?.standing
  const signIn = async () => {
    const password = `User-Password = "${PASSWORD}"`
    const { says } = await ask(town.radius.authPort, 'auth', [...LOGIN, password])
    return /Class = 0x(\w+)/.exec(says)?.[1]
  }
  const [isFirst, isSecond] = ['first', 'second'].map((name) => Buffer.from(name).toString('hex'))

  assert.is(await signIn(), isFirst)
  await first.kill()
  assert.is(await signIn(), isSecond)
  await until(() => standing() === 'dead')
  assert.is(await signIn(), isSecond)
  await first.start()
  await until(() => standing() === 'alive')
  assert.is(await signIn(), isFirst)
})

test('keeps accounting while FreeRADIUS is down, and tells it each record once when it is back', async () => {
  using folder = temporaryFolder()
  await using home = await openHome(folder.path)
  await using town = await openTown([home])
  const account = (session: string, status: string) => {
    const own = [`User-Name = "${USER}"`, `Acct-Session-Id = "${session}"`]
    return ask(town.radius.acctPort, 'acct', [...own, `Acct-Status-Type = ${status}`])
  }
  const delivered = () => town.forwarding.state().delivered
  assert.match((await account('s1', 'Start')).says, 'Received Accounting-Response')
  await until(() => delivered() === 1)

  await home.kill()
  assert.match((await account('s1', 'Interim-Update')).says, 'Received Accounting-Response')
  assert.match((await account('s1', 'Stop')).says, 'Received Accounting-Response')
  assert.match((await account('s2', 'Start')).says, 'Received Accounting-Response')
  await until(() => town.forwarding.state().homes[1]?.standing === 'dead')
  assert.is(town.forwarding.state().backlogs[0]?.waiting, 3)

  await home.start()
  await until(() => delivered() === 4)
  const told = home.records().map((text) => {
    const [, session] = /Acct-Session-Id = "(\w+)"/.exec(text) ?? []
    const [, status] = /Acct-Status-Type = ([\w-]+)/.exec(text) ?? []
    return `${session} ${status}`
  })
  assert.equal(told.toSorted(), ['s1 Interim-Update', 's1 Start', 's1 Stop', 's2 Start'])
  assert.equal(
    told.filter((text) => text.startsWith('s1')),
    ['s1 Start', 's1 Interim-Update', 's1 Stop'],
  )
  assert.match(home.records().join(), 'Operator-Name = "1quangninh.gov.vn"')
  assert.is(town.records.length, 4)
})

for (const [method, phase2] of [
  ['TTLS', 'auth=PAP'],
  ['PEAP', 'auth=MSCHAPV2'],
]) {
  eap(
    `RFC 3579: carries EAP-${method} between eapol_test and FreeRADIUS, keys and all`,
    async () => {
      using folder = temporaryFolder()
      await using home = await openHome(
        folder.path,
        'home',
        makeCertificate(openssl ?? '', folder.path),
      )
      await using town = await openTown([home])
      const config = join(folder.path, 'eapol.conf')
      writeFileSync(
        config,
        `network={
        key_mgmt=WPA-EAP
        eap=${method}
        identity="${USER}"
        anonymous_identity="@agency.gov.vn"
        password="${PASSWORD}"
        phase2="${phase2}"
        ca_cert="${join(folder.path, 'home.pem.crt')}"
      }\n`,
      )
      const port = String(town.radius.authPort)
      const args = ['-c', config, '-a', '127.0.0.1', '-p', port, '-s', RFC_SECRET.reveal()]
      const { says } = await run(eapolTest, [...args, '-t', '20'])
      assert.match(says, /^SUCCESS$/m)
      // The keys it derived itself are those our Access-Accept held, hidden under the gateway's secret.
      assert.match(says, 'MPPE keys OK: 1  mismatch: 0')
      const counters = town.radius.counters()
      assert.is(counters['auth.proxied.accept'], 1)
      assert.ok((counters['auth.proxied.challenge'] ?? 0) > 3)
    },
  )
}

Interop.run()

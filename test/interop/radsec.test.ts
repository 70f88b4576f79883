import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Log } from '#src/kernel/log.ts'
import { Secret } from '#src/kernel/secret.ts'
import { Attributes } from '#src/radius/attributes.ts'
import { type Attribute, layout, uint32 } from '#src/radius/dictionary.ts'
import { hidePassword } from '#src/radius/password.ts'
import type { Retry } from '#src/radius/requester.ts'
import type { Key } from '#src/radius/signature.ts'
import { TlsRequester } from '#src/radius/tls-requester.ts'
import { bindUdp } from '#src/radius/udp.ts'
import { CODE } from '#src/radius/wire.ts'
import { type Authority, type Issued, openAuthority, openssl } from '#test/certificates.ts'
import { gateway } from '#test/radius.ts'
import { openRadsec } from '#test/radsec.ts'
import { tool } from '#test/tool.ts'

/** The proxy of eduroam: whoever speaks RADIUS over TLS in the field speaks with it. */
const radsecproxy = tool('radsecproxy', 'radsecproxy')
const radclient = tool('radclient', 'freeradius-utils')

const RETRY: Retry = { firstMs: 10_000, attempts: 1 }
const SECRET = 'a secret for the test'

const Interop = suite('interop/radsec')
const test = radsecproxy && radclient && openssl ? Interop : Interop.skip

/** A UDP port nobody uses. */
async function freePort(): Promise<number> {
  const socket = await bindUdp({ host: '127.0.0.1', port: 0 })
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** Runs the proxy with this configuration, once it says that it listens. */
async function openProxy(folder: string, config: readonly string[]) {
  const path = join(folder, 'radsecproxy.conf')
  writeFileSync(path, `${config.join('\n')}\n`)
  const child: ChildProcess = spawn(radsecproxy ?? '', ['-f', '-d', '2', '-c', path])
  const state = { says: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => (state.says += text.toString()))
  }
  const ended = once(child, 'exit')
  while (!state.says.includes('listening for') && child.exitCode === null) await sleep(5)
  return {
    state,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
    },
  }
}

/** A block of its configuration, which must not stand on one line. */
function block(head: string, facts: Readonly<Record<string, string | number>>): string[] {
  return [`${head} {`, ...Object.entries(facts).map((fact) => `  ${fact.join(' ')}`), '}']
}

/** It shows this certificate and believes this authority. */
function tlsBlock({ certificateFile }: Authority, shown: Issued): string[] {
  return block('tls default', {
    CACertificateFile: certificateFile,
    CertificateFile: shown.certificateFile,
    CertificateKeyFile: shown.keyFile,
  })
}

const HOME = { host: '127.0.0.1', type: 'udp', secret: `"${SECRET}"` }

/** Runs radclient with these attributes, against a UDP port. */
function ask(port: number, command: string, attributes: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = ['-x', '-r', '1', '-t', '5', `127.0.0.1:${port}`, command, SECRET]
    const child = execFile(radclient ?? '', options, (_error, out, err) => resolve(out + err))
    child.stdin?.end(`${attributes.join('\n')}\n`)
  })
}

/** Our server over TLS, and the proxy in front of it, taking datagrams as an old gateway sends them. */
async function openFront() {
  await using opened = new AsyncDisposableStack()
  const city = opened.use(await openRadsec())
  const port = await freePort()
  const certificate = city.authority.issue('ben-tau', 'DNS:ben-tau.city.vn')
  const server = { host: '127.0.0.1', port: city.radsec.port, type: 'tls', secret: 'radsec' }
  const proxy = opened.use(
    await openProxy(city.authority.folder, [
      `ListenUDP 127.0.0.1:${port}`,
      ...tlsBlock(city.authority, certificate),
      ...block('client any', HOME),
      ...block('server city', { ...server, StatusServer: 'on' }),
      ...block('realm *', { server: 'city', accountingServer: 'city' }),
    ]),
  )
  const stack = opened.move()
  return { city, proxy, port, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** The proxy as a home server over TLS on this port, with our own server behind it over UDP. */
async function openBack(port: number, authority: Authority, shown: Issued) {
  await using opened = new AsyncDisposableStack()
  const nasAt = () => gateway({ secret: new Secret(SECRET) })
  const home = opened.use(await openRadsec({ handlers: { nasAt } }))
  const proxy = opened.use(
    await openProxy(authority.folder, [
      `ListenTLS 127.0.0.1:${port}`,
      ...tlsBlock(authority, shown),
      ...block('client us', { host: '127.0.0.1', type: 'tls', secret: 'radsec' }),
      ...block('server auth', { ...HOME, port: home.server.authPort }),
      ...block('server acct', { ...HOME, port: home.server.acctPort }),
      ...block('realm *', { server: 'auth', accountingServer: 'acct' }),
    ]),
  )
  const stack = opened.move()
  return { home, proxy, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** A client that knows the home server by its name. */
function openClient(port: number, authority: Authority, log?: Log): TlsRequester {
  const identity = authority.issue('us', 'IP:127.0.0.1')
  const trust = { authorities: authority.certificate, name: 'home.city.vn' }
  return TlsRequester.open({
    server: { host: '127.0.0.1', port, trust },
    identity: () => identity,
    reconnect: { firstMs: 20, maxMs: 100 },
    ...(log ? { log } : {}),
  })
}

function login(password: string) {
  return (nonce: Uint8Array, key: Key) =>
    layout([
      ['User-Name', 'nemo'],
      ['User-Password', hidePassword(Buffer.from(password), nonce, key)],
    ])
}

const START: readonly Attribute[] = [
  ['User-Name', 'nemo'],
  ['Acct-Session-Id', 'a1'],
  ['Acct-Status-Type', uint32(1)],
]

test('serves radclient through radsecproxy: PAP, a rejection, accounting and its watchdog', async () => {
  await using front = await openFront()
  const attributes = (password: string) => [
    'User-Name = "nemo"',
    `User-Password = "${password}"`,
    'Message-Authenticator = 0x00',
  ]
  const accepted = await ask(front.port, 'auth', attributes('sóng'))
  assert.match(accepted, 'Received Access-Accept', accepted + front.proxy.state.says)
  assert.match(accepted, 'Mikrotik-Rate-Limit = "2048k/10240k"')
  assert.match(await ask(front.port, 'auth', attributes('sai')), 'Received Access-Reject')

  const start = ['User-Name = "nemo"', 'Acct-Session-Id = "a1"', 'Acct-Status-Type = Start']
  assert.match(await ask(front.port, 'acct', start), 'Received Accounting-Response')
  assert.is(front.city.records[0]?.acctSessionId, 'a1')
  assert.is(front.city.server.counters()['radsec.connected.1.0'], 1, 'one connection for all')
})

test('asks through radsecproxy: PAP, a rejection, accounting, and is asked whether it is there', async () => {
  using authority = openAuthority()
  const [port, shown] = [await freePort(), authority.issue('home', 'DNS:home.city.vn')]
  await using back = await openBack(port, authority, shown)
  await using client = openClient(port, authority)

  const accepted = await client.ask(CODE.accessRequest, login('sóng'), RETRY)
  assert.is(accepted?.code, CODE.accessAccept, back.proxy.state.says)
  assert.is(accepted && new Attributes(accepted).text('Class'), 'grant')
  assert.is((await client.ask(CODE.accessRequest, login('sai'), RETRY))?.code, CODE.accessReject)
  const recorded = await client.ask(CODE.accountingRequest, () => layout(START), RETRY)
  assert.is(recorded?.code, CODE.accountingResponse)
  assert.is(back.home.records[0]?.acctSessionId, 'a1')
  const status = await client.ask(CODE.statusServer, () => layout([]), RETRY)
  assert.is(status?.code, CODE.accessAccept)
})

test('asks again what was under way when the proxy went, and says no word to another one', async () => {
  using authority = openAuthority()
  using stranger = openAuthority()
  const port = await freePort()
  const told: string[] = []
  await using client = openClient(port, authority, (_event, fields) => {
    told.push(String(fields?.['says']))
  })
  const asked = client.ask(CODE.accessRequest, login('sóng'), RETRY)
  {
    const impostor = stranger.issue('home', 'DNS:home.city.vn')
    await using _ = await openBack(port, stranger, impostor)
    while (!told.some((says) => /certificate/.test(says))) await sleep(5)
    assert.not(client.isUp)
  }
  const shown = authority.issue('home', 'DNS:home.city.vn')
  {
    await using _ = await openBack(port, authority, shown)
    assert.is((await asked)?.code, CODE.accessAccept)
    assert.ok(client.isUp)
  }
  while (client.isUp) await sleep(5)
  const later = client.ask(CODE.accessRequest, login('sóng'), RETRY)
  await using _ = await openBack(port, authority, shown)
  assert.is((await later)?.code, CODE.accessAccept)
})

Interop.run()

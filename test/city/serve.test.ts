import { execFile } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OneTimeEntry } from '#src/app/demo/entry.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Phone as PhoneNumber, parsePhone } from '#src/kernel/phone.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openDynauth, openRadiusClient, type RadiusClientOptions } from '#src/radius/client.ts'
import { openGateway } from '#src/simulator/gateway.ts'
import { PROBES } from '#src/simulator/internet.ts'
import { Phone } from '#src/simulator/phone.ts'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'
import { ip, mac } from '#test/edge.ts'
import { hotspotPagesFor } from '#test/hotspot-pages.ts'
import { programOver, type Server } from '#test/serve-process.ts'
import { tool } from '#test/tool.ts'

const SECRET = 'a secret for the test'
const SETUP = /First officer\s+\S*?(\/setup\/[\w-]+) \(good once/
/** One that takes silence for an answer, where silence is what is expected. */
const HASTY = { firstMs: 300, attempts: 1 }

const radclient = tool('radclient', 'freeradius-utils')

/** A server in a process of its own, and the command line beside it, in this one. */
async function openServed(settings: Readonly<Record<string, string>> = {}) {
  await using opened = new AsyncDisposableStack()
  const city = opened.use(openCommandLine())
  const program = programOver(city.folder, settings)
  const server = await program.serve()
  opened.defer(async () => void (await server.kill()))
  const closing = opened.move()
  return { ...city, program, server, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

function gatewayOf(
  { authPort, acctPort }: Server,
  options: Partial<Pick<RadiusClientOptions, 'secret' | 'retry'>> = {},
) {
  const ports = { host: '127.0.0.1', authPort, acctPort }
  return openRadiusClient({ ...ports, secret: new Secret(SECRET), ...options })
}

const isAnswered = (asked: Promise<unknown>) =>
  asked.then(
    () => true,
    () => false,
  )

const WORD = [
  ['Acct-Session-Id', '8120000a'],
  ['User-Name', 'guest'],
  ['Framed-IP-Address', '10.5.50.7'],
] as const

/** Runs radclient against a port with these attributes on its standard input, and gives what it said. */
function ask(port: number, command: string, attributes: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = ['-x', '-r', '1', '-t', '2', `127.0.0.1:${port}`, command, SECRET]
    const child = execFile(radclient ?? '', options, (_error, out, err) => resolve(out + err))
    child.stdin?.end(`${attributes.join('\n')}\n`)
  })
}

/** What the command line lists beside the server, which is a moment behind the gateways. */
async function untilListed(
  { run }: Awaited<ReturnType<typeof openServed>>,
  flags: readonly string[],
  text: string,
): Promise<string> {
  for (;;) {
    const { out } = await run('session', 'list', ...flags)
    if (out.includes(text)) return out
    await wait(5)
  }
}

const Serve = suite('city/serve')
const withRadclient = radclient ? Serve : Serve.skip

Serve(
  'opens with a key of its own and a link for the first officer, until there is one',
  async () => {
    await using city = await openServed()
    const { server, program } = city
    const written = readdirSync(city.data, { recursive: true }).map((file) =>
      join(city.data, String(file)),
    )
    for (const path of [city.keyFile, ...written]) {
      const found = statSync(path)
      assert.is(found.mode & 0o777, found.isDirectory() ? 0o700 : 0o600, path)
    }
    assert.match(server.said(), 'No gateway yet')
    const [, link = ''] = SETUP.exec(server.said()) ?? []
    assert.is((await fetch(server.adminUrl + link)).status, 200)
    assert.is.not((await fetch(`${server.adminUrl}/setup/another`)).status, 200)
    assert.equal(await server.stop(), { code: 0, signal: null })

    {
      using house = city.house()
      await new OneTimeEntry(systemEntropy).enrol(house)
    }
    const second = await program.serve()
    assert.not.match(second.said(), SETUP)
    assert.equal(await second.stop(), { code: 0, signal: null })
  },
)

Serve(
  'answers a gateway from the moment another process adds it, until one removes it',
  async () => {
    await using city = await openServed()
    await using gateway = await gatewayOf(city.server)
    await using hasty = await gatewayOf(city.server, { retry: HASTY })
    const guess = [
      ['User-Name', 'w-1'],
      ['User-Password', 'guess'],
    ] as const
    assert.not.ok(await isAnswered(hasty.access(guess)), 'a stranger was answered')

    assert.is((await city.run(...GATEWAY_ADD)).code, 0)
    assert.not.ok((await gateway.access(guess)).accepted)
    const secret = new Secret('another secret, as long')
    await using impostor = await gatewayOf(city.server, { retry: HASTY, secret })
    const start = [['Acct-Status-Type', 'Start'], ...WORD] as const
    assert.not.ok(await isAnswered(impostor.account(start)), 'an impostor was answered')

    await city.run('gateway', 'remove', 'gw-1')
    for (let looks = 0; await isAnswered(hasty.account(start)); looks++) {
      assert.ok(looks < 50, 'a removed gateway is still served')
      await wait(100)
    }
  },
)

Serve(
  'keeps what a gateway reports, tells it in a moment, and ends the session when asked',
  async () => {
    await using city = await openServed()
    const asked: (string | undefined)[] = []
    await using ear = await openDynauth({
      host: '127.0.0.1',
      port: 0,
      secret: new Secret(SECRET),
      onDisconnect(request) {
        asked.push(request.text('Acct-Session-Id'))
        return 'ack'
      },
    })
    await city.run(...GATEWAY_ADD, '--coa-port', String(ear.port))
    await using gateway = await gatewayOf(city.server)
    await gateway.account([['Acct-Status-Type', 'Start'], ...WORD])
    await gateway.account([
      ['Acct-Status-Type', 'Interim-Update'],
      ...WORD,
      ['Acct-Session-Time', 0],
      ['Acct-Input-Octets', 1000],
      ['Acct-Input-Gigawords', 1],
    ])

    const listed = await untilListed(city, ['--json'], `"octetsIn": ${2 ** 32 + 1000}`)
    const [session] = JSON.parse(listed)
    const report = await city.run('report', 'usage', '--format', 'json')
    const { total } = JSON.parse(report.out)
    assert.equal([total.sessions, total.octetsIn], [1, 2 ** 32 + 1000])

    const ended = await city.run('session', 'end', String(session.id))
    assert.equal([ended.code, ended.out], [0, 'gw-1 has ended it.\n'])
    assert.equal(asked, ['8120000a'])
  },
)

withRadclient(
  'is believed by radclient: well on both ports, and every record acknowledged',
  async () => {
    await using city = await openServed()
    await city.run(...GATEWAY_ADD)
    const { authPort, acctPort } = city.server
    const status = ['Message-Authenticator = 0x00']
    assert.match(await ask(authPort, 'status', status), 'Received Access-Accept')
    assert.match(await ask(acctPort, 'status', status), 'Received Accounting-Response')
    const start = ['Acct-Status-Type = Start', 'Acct-Session-Id = "1"', 'User-Name = "nemo"']
    assert.match(await ask(acctPort, 'acct', start), 'Received Accounting-Response')
    assert.match(await untilListed(city, [], '1 '), /^1 +gw-1 /m)
  },
)

Serve('lets a phone in with a voucher of the command line, through a real hotspot', async () => {
  const port = await freePort()
  const portalUrl = `http://127.0.0.1:${port}`
  await using city = await openServed({
    PHU_SONG_PORTAL_LISTEN: `127.0.0.1:${port}`,
    PHU_SONG_PORTAL_URL: portalUrl,
  })
  const { authPort, acctPort } = city.server
  await using gateway = await openGateway(
    {
      id: 'gw-1',
      vendor: 'mikrotik',
      address: ip('127.20.8.1'),
      port: 0,
      coaPort: 0,
      pool: '127.101.8',
      secret: new Secret(SECRET),
      radius: { host: '127.0.0.1', authPort, acctPort },
      portalUrl,
      walledGarden: ['127.0.0.1'],
      hotspot: { loginBy: 'http-chap', pages: hotspotPagesFor('gw-1', portalUrl) },
      retry: { firstMs: 500, attempts: 4 },
    },
    { clock: systemClock, log: silentLog, entropy: systemEntropy },
  )
  const at = ['--address', '127.20.8.1', '--hotspot-host', gateway.hotspotHost]
  await city.run(...GATEWAY_ADD, ...at)
  const issued = await city.run('voucher', 'issue', '--json')
  const [probe] = PROBES
  assert.ok(probe)
  await using phone = new Phone(
    {
      number: parsePhone('0912345678') as PhoneNumber,
      mac: mac('7e:8a:09:65:4d:ec'),
      probe: probe as (typeof PROBES)[number],
    },
    { gateway, portalUrl, inbox: async () => '', clock: systemClock },
  )

  const arrival = await phone.getOnline({ kind: 'voucher', code: JSON.parse(issued.out).codes[0] })
  assert.is(arrival.kind, 'online', JSON.stringify(arrival))
  await gateway.settled()
  assert.match(await untilListed(city, [], 'gw-1'), /^\d+ +gw-1 /m)
  assert.match((await city.run('voucher', 'list')).out, /^1 +public +\S+ +1 +1$/m)
})

Serve('is copied while it runs, and the copy is whole', async () => {
  await using city = await openServed()
  await city.run(...GATEWAY_ADD)
  await using gateway = await gatewayOf(city.server)
  const words = Array.from({ length: 40 }, (_, n) =>
    gateway.account([
      ['Acct-Status-Type', 'Start'],
      ['Acct-Session-Id', `s-${n}`],
      ['User-Name', 'guest'],
    ]),
  )
  const copy = join(city.folder, 'copy')
  assert.is((await city.run('backup', '--to', copy)).code, 0)
  await Promise.allSettled(words)
  assert.equal(await city.server.stop(), { code: 0, signal: null })

  using restored = openCommandLine({ PHU_SONG_DATA: copy, PHU_SONG_KEY_FILE: city.keyFile })
  const { code, out } = await restored.run('doctor')
  assert.is(code, 0, out)
  assert.match(out, '✓ ledger')
  assert.match((await restored.run('gateway', 'list')).out, 'gw-1')
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

Serve.run()

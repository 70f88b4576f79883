import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCity } from '#src/app/city.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openDynauth } from '#src/radius/client.ts'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'
import { accountingRequest } from '#test/ledger.ts'

const LOOPBACK = parseIp('127.0.0.1')

/** A city with one gateway, one phone online, and a gateway's ear that answers as told. */
async function openOnline(answer: 'ack' | { readonly nak: number }) {
  await using opened = new AsyncDisposableStack()
  const asked: (string | undefined)[] = []
  const ear = opened.use(
    await openDynauth({
      host: '127.0.0.1',
      port: 0,
      secret: new Secret('a secret for the test'),
      onDisconnect(request) {
        asked.push(request.text('Acct-Session-Id'))
        return answer
      },
    }),
  )
  const city = opened.use(openCommandLine())
  await city.run(...GATEWAY_ADD, '--coa-port', String(ear.port))
  using house = city.house()
  await using served = openCity(house, { sendSms: async () => undefined })
  await served.radius.accounting(
    accountingRequest({
      status: 'start',
      ...(LOOPBACK ? { source: LOOPBACK } : {}),
      receivedAt: systemClock(),
    }),
  )
  const closing = opened.move()
  return { ...city, asked, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

const Sessions = suite('commands/session')

Sessions('says so when nobody is online', async () => {
  using city = openCommandLine()
  assert.is((await city.run('session', 'list')).out, 'Nobody is online now.\n')
  assert.is((await city.run('session', 'list', '--json')).out, '[]\n')
})

Sessions('lists who is online, by place and by gateway', async () => {
  await using city = await openOnline('ack')
  assert.match((await city.run('session', 'list')).out, /^1 +gw-1 +quang-truong-30-10 +2\d{3}-/m)
  const listed = async (...flags: string[]) =>
    JSON.parse((await city.run('session', 'list', '--json', ...flags)).out)
  assert.is((await listed())[0].acctSessionId, '80000001')
  assert.is((await listed('--site', 'Quảng trường 30/10')).length, 1)
  assert.is((await listed('--gateway', 'gw-1')).length, 1)
  assert.equal(await listed('--after', '1'), [])
})

Sessions('refuses a place and a gateway there are not, instead of an empty list', async () => {
  using city = openCommandLine()
  const site = await city.run('session', 'list', '--site', 'nowhere')
  assert.is(site.code, 2)
  assert.match(site.err, /--site: “nowhere” is not a place/)
  const gateway = await city.run('session', 'list', '--gateway', 'gw-9')
  assert.is(gateway.code, 2)
  assert.match(gateway.err, /there is no gateway gw-9/)
  assert.is((await city.run('session', 'list', '--after', 'x')).code, 2)
})

Sessions('has a gateway end one, and says what it answered', async () => {
  await using city = await openOnline('ack')
  assert.equal(await city.run('session', 'end', '1'), {
    code: 0,
    out: 'gw-1 has ended it.\n',
    err: '',
  })
  assert.equal(city.asked, ['80000001'])
  using house = city.house()
  const [entry] = house.audit.list({ limit: 1 })
  assert.equal(
    [entry?.action, entry?.subject, entry?.detail],
    ['session.ended', '1', { outcome: 'ack' }],
  )
})

Sessions('passes on why a gateway would not', async () => {
  await using city = await openOnline({ nak: 503 })
  const { code, out } = await city.run('session', 'end', '1')
  assert.is(code, 1)
  assert.match(out, /gw-1 would not: .*503/)
})

Sessions('knows which there are', async () => {
  await using city = await openOnline('ack')
  for (const id of ['2', 'abc', '99999999999999999999', '-1']) {
    const { code, err } = await city.run('session', 'end', '--', id)
    assert.is(code, 2, id)
    assert.match(err, `there is no live session ${id}`)
  }
})

Sessions.run()

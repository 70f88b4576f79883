import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { openDynauth } from '#src/radius/client.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import { proves } from '#src/radius/proof.ts'
import { openRadius } from '#src/radius/server.ts'
import { askByRadclient, radclient } from '#test/radclient.ts'
import { gateway, RFC_SECRET } from '#test/radius.ts'

/** Asks our server as radclient would. */
const ask = (port: number, command: string, attributes: readonly string[], secret = 'xyzzy5461') =>
  askByRadclient({ host: '127.0.0.1', port }, command, attributes, secret)

const RESPONSE = '82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF'

async function openServer(password = 'a password of more than sixteen octets', host = '127.0.0.1') {
  const records: AccountingRequest[] = []
  const server = await openRadius({
    auth: { host, port: 0 },
    acct: { host, port: 0 },
    clock: systemClock,
    log: silentLog,
    rejectDelayMs: 0,
    handlers: {
      nasAt: () => gateway(),
      access: async ({ proof }) =>
        proves(proof, password)
          ? {
              kind: 'accept',
              limits: {
                sessionSeconds: 3600,
                idleSeconds: 600,
                interimSeconds: 300,
                rate: { upKbps: 2048, downKbps: 10240 },
                octets: 5_000_000_000,
              },
              class: Buffer.from('grant'),
              password,
            }
          : { kind: 'reject', message: 'Hết hạn' },
      accounting: async (record) => void records.push(record),
    },
  })
  return Object.assign(server, { records })
}

const LOGIN = ['User-Name = "nemo"', 'Message-Authenticator = 0x00', 'Proxy-State = 0x70726f7879']
const PASSWORD = '"a password of more than sixteen octets"'

const Interop = suite('interop/radius')
const test = radclient ? Interop : Interop.skip

test('lets radclient in by PAP with everything a MikroTik needs', async () => {
  await using server = await openServer()
  const said = await ask(server.authPort, 'auth', [...LOGIN, `User-Password = ${PASSWORD}`])
  assert.is(said.code, 0, said.says)
  assert.match(said.says, 'Received Access-Accept')
  assert.match(said.says, 'Session-Timeout = 3600')
  assert.match(said.says, 'Idle-Timeout = 600')
  assert.match(said.says, 'Acct-Interim-Interval = 300')
  assert.match(said.says, 'Class = 0x6772616e74')
  assert.match(said.says, 'Mikrotik-Rate-Limit = "2048k/10240k"')
  assert.match(said.says, 'Mikrotik-Total-Limit = 705032704')
  assert.match(said.says, 'Mikrotik-Total-Limit-Gigawords = 1')
  assert.match(said.says, 'Proxy-State = 0x70726f7879')
})

test('lets radclient in by CHAP, with and without a challenge of its own', async () => {
  await using server = await openServer()
  const chap = `CHAP-Password = ${PASSWORD}`
  const plain = await ask(server.authPort, 'auth', [...LOGIN, chap])
  assert.match(plain.says, 'Received Access-Accept')
  const challenged = await ask(server.authPort, 'auth', [
    ...LOGIN,
    chap,
    'CHAP-Challenge = 0x000102030405060708090a0b0c0d0e0f',
  ])
  assert.match(challenged.says, 'Received Access-Accept')
})

test('RFC 2548 §2.4.2: radclient, shown MS-CHAPv2 accepted, reads the keys of RFC 3079 §3.5.3', async () => {
  await using server = await openServer('clientPass')
  const said = await ask(server.authPort, 'auth', [
    'User-Name = "User"',
    'Message-Authenticator = 0x00',
    'MS-CHAP-Challenge = 0x5B5D7C7D7B3F2F3E3C2C602132262628',
    `MS-CHAP2-Response = 0x0500${'21402324255E262A28295F2B3A337C7E'}${'00'.repeat(8)}${RESPONSE}`,
  ])
  assert.match(said.says, 'Received Access-Accept')
  const success = Buffer.from('S=407A5589115FD0D6209F510FE9C04566932CDA56').toString('hex')
  assert.match(said.says, `MS-CHAP2-Success = 0x05${success}`)
  assert.match(said.says, 'MS-MPPE-Send-Key = 0x8b7cdc149b993a1ba118cb153f56dccb')
  assert.match(said.says, /MS-MPPE-Recv-Key = 0x[0-9a-f]{32}\n/)
})

test('RFC 2759 §6: radclient, refused by MS-CHAPv2, is told why in its terms', async () => {
  await using server = await openServer('another password')
  const said = await ask(server.authPort, 'auth', [
    'User-Name = "User"',
    'Message-Authenticator = 0x00',
    'MS-CHAP-Challenge = 0x5B5D7C7D7B3F2F3E3C2C602132262628',
    `MS-CHAP2-Response = 0x0500${'21402324255E262A28295F2B3A337C7E'}${'00'.repeat(8)}${RESPONSE}`,
  ])
  assert.match(said.says, 'Received Access-Reject')
  assert.match(said.says, 'E=691 R=0')
})

test('serves radclient on IPv6, and knows a phone by its IPv6 address', async () => {
  await using server = await openServer(undefined, '::1')
  const six = (port: number, command: string, attributes: readonly string[]) =>
    askByRadclient({ host: '[::1]', port }, command, attributes, 'xyzzy5461')
  const auth = await six(server.authPort, 'auth', [...LOGIN, `User-Password = ${PASSWORD}`])
  assert.match(auth.says, 'Received Access-Accept')
  const acct = await six(server.acctPort, 'acct', [
    'Acct-Status-Type = Start',
    'Acct-Session-Id = "8120000a"',
    'NAS-IPv6-Address = 2001:db8::1',
    'Framed-IPv6-Address = 2001:db8::7',
  ])
  assert.match(acct.says, 'Received Accounting-Response')
  assert.is(server.records[0]?.framedIp, '2001:db8::7')
  assert.is(server.records[0]?.source, '::1')
})

test('tells radclient why not', async () => {
  await using server = await openServer()
  const said = await ask(server.authPort, 'auth', [...LOGIN, 'User-Password = "wrong"'])
  assert.match(said.says, 'Received Access-Reject')
  assert.match(said.says, 'Reply-Message = "Hết hạn"')
})

test('acknowledges what radclient reports', async () => {
  await using server = await openServer()
  const said = await ask(server.acctPort, 'acct', [
    'User-Name = "nemo"',
    'Acct-Status-Type = Interim-Update',
    'Acct-Session-Id = "8120000a"',
    'Acct-Session-Time = 60',
    'Acct-Input-Octets = 1',
    'Acct-Input-Gigawords = 1',
    'Calling-Station-Id = "AA:BB:CC:00:11:22"',
    'Framed-IP-Address = 10.5.50.7',
  ])
  assert.match(said.says, 'Received Accounting-Response')
  const [record] = server.records
  assert.is(record?.octetsIn, 2 ** 32 + 1)
  assert.is(record?.callingStation, 'aa:bb:cc:00:11:22')
  assert.is(record?.framedIp, '10.5.50.7')
})

test('tells radclient that it is well, on both ports', async () => {
  await using server = await openServer()
  const status = ['Message-Authenticator = 0x00']
  const auth = await ask(server.authPort, 'status', status)
  assert.match(auth.says, 'Received Access-Accept')
  const acct = await ask(server.acctPort, 'status', status)
  assert.match(acct.says, 'Received Accounting-Response')
})

test('is silent to a wrong secret, and to a request nobody signed', async () => {
  await using server = await openServer()
  const password = `User-Password = ${PASSWORD}`
  const [wrong, unsigned, forged] = await Promise.all([
    ask(server.authPort, 'auth', [...LOGIN, password], 'another secret'),
    ask(server.authPort, 'auth', ['User-Name = "nemo"', password]),
    ask(server.acctPort, 'acct', ['Acct-Status-Type = Accounting-On'], 'another secret'),
  ])
  for (const said of [wrong, unsigned, forged]) {
    assert.is(said.code, 1)
    assert.match(said.says, 'No reply from server')
  }
  const counted = server.counters()
  assert.is(counted['auth.forged'], 1)
  assert.is(counted['auth.unsigned'], 1)
  assert.is(counted['acct.forged'], 1)
})

test('hears a Disconnect-Request as radclient sends it, and answers so that it believes', async () => {
  await using ear = await openDynauth({
    host: '127.0.0.1',
    port: 0,
    secret: RFC_SECRET,
    onDisconnect: (request) => (request.text('User-Name') === 'nemo' ? 'ack' : { nak: 503 }),
  })
  const known = await ask(ear.port, 'disconnect', ['User-Name = "nemo"'])
  assert.match(known.says, 'Received Disconnect-ACK')
  const unknown = await ask(ear.port, 'disconnect', [
    'User-Name = "dory"',
    'Message-Authenticator = 0x00',
  ])
  assert.match(unknown.says, 'Received Disconnect-NAK')
  assert.match(unknown.says, 'Error-Cause = Session-Context-Not-Found')
  const coa = await ask(ear.port, 'coa', ['User-Name = "nemo"'])
  assert.match(coa.says, 'Received CoA-NAK')
})

Interop.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { openRadiusClient } from '#src/radius/client.ts'
import type { AccountingRequest, RadiusHandlers } from '#src/radius/message.ts'
import { proves } from '#src/radius/proof.ts'
import { openRadius } from '#src/radius/server.ts'
import { gateway, RFC_SECRET } from '#test/radius.ts'

const QUICK = { firstMs: 20, attempts: 3 }

async function openPair(changes: Partial<RadiusHandlers> = {}, retry = QUICK) {
  const stack = new AsyncDisposableStack()
  const records: AccountingRequest[] = []
  const server = stack.use(
    await openRadius({
      auth: { host: '127.0.0.1', port: 0 },
      acct: { host: '127.0.0.1', port: 0 },
      clock: systemClock,
      log: silentLog,
      rejectDelayMs: 0,
      handlers: {
        nasAt: (source) => gateway({ id: source }),
        access: async ({ proof, nas }) =>
          proves(proof, 'arctangent')
            ? {
                kind: 'accept',
                limits: { sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 },
                class: Buffer.from(nas.id),
              }
            : { kind: 'reject', message: 'Sai mật khẩu' },
        accounting: async (record) => void records.push(record),
        ...changes,
      },
    }),
  )
  const client = stack.use(
    await openRadiusClient({
      host: '127.0.0.1',
      authPort: server.authPort,
      acctPort: server.acctPort,
      secret: RFC_SECRET,
      localAddress: '127.0.0.77',
      retry,
    }),
  )
  return {
    server,
    client,
    records,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const Client = suite('radius/client')

Client('gets in with the password and is known by its address', async () => {
  await using pair = await openPair()
  const reply = await pair.client.access([
    ['User-Name', 'nemo'],
    ['User-Password', 'arctangent'],
  ])
  assert.ok(reply.accepted)
  assert.is(reply.attributes.integer('Session-Timeout'), 3600)
  assert.is(reply.attributes.text('Class'), '127.0.0.77')
})

Client('is told why it may not', async () => {
  await using pair = await openPair()
  const reply = await pair.client.access([['User-Password', 'wrong']])
  assert.not.ok(reply.accepted)
  assert.is(reply.attributes.text('Reply-Message'), 'Sai mật khẩu')
})

Client('asks again until a record is kept', async () => {
  let tries = 0
  const accounting = async () => {
    if (++tries < 3) throw new Error('not yet')
  }
  await using pair = await openPair({ accounting })
  await pair.client.account([
    ['Acct-Status-Type', 'Start'],
    ['Acct-Session-Id', '1'],
  ])
  assert.is(tries, 3)
})

Client('throws when nobody answers', async () => {
  await using pair = await openPair({ nasAt: () => undefined })
  for (const ask of [pair.client.access, pair.client.account]) {
    try {
      await ask([])
      assert.unreachable()
    } catch (error) {
      assert.is((error as { code?: string }).code, 'network/unavailable')
    }
  }
})

Client('has more to say at once than there are identifiers', async () => {
  await using pair = await openPair({}, { firstMs: 1000, attempts: 4 })
  const ids = Array.from({ length: 600 }, (_, i) => String(i))
  await Promise.all(
    ids.map((id) =>
      pair.client.account([
        ['Acct-Status-Type', 'Start'],
        ['Acct-Session-Id', id],
      ]),
    ),
  )
  assert.equal(new Set(pair.records.map(({ acctSessionId }) => acctSessionId)), new Set(ids))
})

Client('stops waiting when it is closed', async () => {
  const kept = Promise.withResolvers<void>()
  await using pair = await openPair({ accounting: () => kept.promise })
  const waiting = pair.client.account([
    ['Acct-Status-Type', 'Start'],
    ['Acct-Session-Id', '1'],
  ])
  await pair.client[Symbol.asyncDispose]()
  const outcome = await waiting.then(
    () => 'kept',
    () => 'unkept',
  )
  assert.is(outcome, 'unkept')
  kept.resolve()
})

Client.run()

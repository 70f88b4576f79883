import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { Secret } from '#src/kernel/secret.ts'
import { smsToFile, smsToGateway } from '#src/sms/senders.ts'
import { standingClock, temporaryFolder } from '#test/house.ts'

const phone = parsePhone('0912345678') as Phone
const isUndelivered = (error: unknown) => error instanceof Fault && error.code === 'sms/undelivered'

/** A carrier that takes down what it was sent and answers as told. */
async function carrier(status: number) {
  const seen: { body: string; authorization: string | undefined }[] = []
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request)
    seen.push({
      body: Buffer.concat(chunks).toString(),
      authorization: request.headers.authorization,
    })
    response.writeHead(status).end()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return {
    seen,
    url: new URL(`http://127.0.0.1:${port}/send`),
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

const Senders = suite('sms/senders')

Senders('appends one JSON line a message', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'outbox')
  const send = smsToFile(path, standingClock())
  await send(phone, 'Mã: 123456')
  await send(phone, 'two\nlines')

  const lines = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(lines[0], { to: '+84912345678', text: 'Mã: 123456', at: '2026-11-22T05:00:00.000Z' })
  assert.is(lines[1].text, 'two\nlines')
})

Senders('tells when a message could not be written', async () => {
  using folder = temporaryFolder()
  const send = smsToFile(folder.path, standingClock())
  await send(phone, 'x').then(
    () => assert.unreachable(),
    (error) => assert.ok(isUndelivered(error)),
  )
})

Senders('posts to a carrier with its token', async () => {
  await using taking = await carrier(202)
  await smsToGateway(taking.url, new Secret('tok'))(phone, 'Mã: 123456')

  assert.equal(taking.seen, [
    { body: '{"to":"+84912345678","text":"Mã: 123456"}', authorization: 'Bearer tok' },
  ])
})

Senders('does not wait for a carrier that takes the connection and stays silent', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const send = smsToGateway(new URL(`http://127.0.0.1:${port}/`), undefined, 20)
  try {
    await send(phone, 'x').then(
      () => assert.unreachable(),
      (error) => assert.ok(isUndelivered(error)),
    )
  } finally {
    silent.close()
  }
})

Senders('tells when the carrier refuses or is away', async () => {
  await using refusing = await carrier(500)
  const away = new URL('http://127.0.0.1:9/')
  for (const url of [refusing.url, away]) {
    const sent = smsToGateway(url, undefined)(phone, 'x')
    await sent.then(
      () => assert.unreachable(),
      (error) => assert.ok(isUndelivered(error)),
    )
  }
})

Senders.run()

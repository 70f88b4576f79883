import { once } from 'node:events'
import { connect } from 'node:net'
import { Hono } from 'hono'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventStream } from '#src/http/event-stream.ts'
import { serveHttp } from '#src/http/serve.ts'
import { silentLog } from '#src/kernel/log.ts'

function listening(app: Hono) {
  return serveHttp({ host: '127.0.0.1', port: 0, fetch: app.fetch, log: silentLog })
}

const Serve = suite('http/serve')

Serve('answers at its url, and no longer once disposed', async () => {
  const app = new Hono().get('/', (c) => c.text('here'))
  const server = await listening(app)
  assert.is(await (await fetch(server.url)).text(), 'here')
  await server[Symbol.asyncDispose]()
  await fetch(server.url).then(
    () => assert.unreachable('still listening'),
    () => undefined,
  )
})

Serve('gives handlers the request target as it was sent', async () => {
  const app = new Hono<{ Bindings: { incoming: { url: string } } }>()
  app.get('*', (c) => c.text(c.env.incoming.url))
  await using server = await listening(app as unknown as Hono)
  const socket = connect(server.port, '127.0.0.1')
  socket.end('GET /a?x=%41&y=\\101 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  let said = ''
  for await (const chunk of socket) said += chunk
  assert.match(said, '/a?x=%41&y=\\101')
})

Serve('does not wait for a stream that has no end', async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  async function* forever(signal: AbortSignal) {
    yield 'first'
    await once(signal, 'abort')
    resolve()
  }
  const app = new Hono().get('/', (c) => eventStream(forever(c.req.raw.signal), c.req.raw.signal))
  const server = await listening(app)
  const response = await fetch(server.url)
  const reader = response.body?.getReader()
  const first = await reader?.read()
  assert.is(new TextDecoder().decode(first?.value), 'data: first\n\n')
  await server[Symbol.asyncDispose]()
  await closed
  await reader?.cancel().catch(() => undefined)
})

Serve('answers what is no HTTP with 400', async () => {
  await using server = await listening(new Hono())
  const socket = connect(server.port, '127.0.0.1')
  socket.end('\x16\x03\x01 not http\r\n\r\n')
  let said = ''
  for await (const chunk of socket) said += chunk
  assert.match(said, /^HTTP\/1.1 400 /)
})

Serve('closes a connection nobody used without a word', async () => {
  const { fetch } = new Hono()
  await using server = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    fetch,
    log: silentLog,
    headersTimeoutMs: 20,
  })
  const socket = connect(server.port, '127.0.0.1')
  let said = ''
  for await (const chunk of socket) said += chunk
  assert.is(said, '')
})

Serve.run()

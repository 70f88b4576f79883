import { type IncomingMessage, request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { acceptedEncoding } from '#src/http/compress.ts'
import { serveHttp } from '#src/http/serve.ts'
import { silentLog } from '#src/kernel/log.ts'

const PAGE = '<p>phủ sóng</p>'.repeat(200)

async function get(body: string, acceptEncoding: string, type = 'text/html') {
  const app = new Hono().get('/', (c) => c.body(body, 200, { 'content-type': type }))
  await using server = await serveHttp({
    ...{ host: '127.0.0.1', port: 0 },
    ...{ fetch: app.fetch, log: silentLog },
  })
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const headers = { 'accept-encoding': acceptEncoding }
  request(server.url, { headers, agent: false }, resolve).on('error', reject).end()
  const response = await promise
  const bytes = Buffer.concat(await response.toArray())
  return {
    encoding: response.headers['content-encoding'],
    vary: response.headers.vary,
    length: Number(response.headers['content-length']),
    bytes,
  }
}

const Compress = suite('http/compress')

Compress('sends a page in the best coding both know', async () => {
  const br = await get(PAGE, 'gzip, deflate, br')
  assert.is(br.encoding, 'br')
  assert.is(brotliDecompressSync(br.bytes).toString(), PAGE)
  const gz = await get(PAGE, 'gzip')
  assert.is(gz.encoding, 'gzip')
  assert.is(gunzipSync(gz.bytes).toString(), PAGE)
  assert.is(gz.vary, 'Accept-Encoding')
  for (const { length, bytes } of [br, gz]) assert.is(length, bytes.length)
})

Compress('sends a long one the same', async () => {
  const long = 'phủ sóng, '.repeat(20_000)
  const { encoding, bytes } = await get(long, 'br', 'text/csv; charset=utf-8')
  assert.is(encoding, 'br')
  assert.is(brotliDecompressSync(bytes).toString(), long)
})

Compress('leaves small pages, other kinds and plain clients alone', async () => {
  assert.is((await get('<p>', 'br')).encoding, undefined)
  assert.is((await get('<p>', 'br')).bytes.toString(), '<p>')
  assert.is((await get(PAGE, 'br', 'image/png')).encoding, undefined)
  assert.is((await get(PAGE, '')).encoding, undefined)
})

Compress('honours a coding refused by q=0', () => {
  assert.is(acceptedEncoding('br;q=0, gzip'), 'gzip')
  assert.is(acceptedEncoding('br;q=0.000,gzip;q=0'), undefined)
  assert.is(acceptedEncoding(undefined), undefined)
})

Compress.run()

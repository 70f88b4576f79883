import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { acceptedEncoding, compressPages } from '#src/http/compress.ts'

const PAGE = '<p>phủ sóng</p>'.repeat(200)

async function get(body: string, acceptEncoding: string, type = 'text/html') {
  const app = new Hono()
  app.use(compressPages())
  app.get('/', (c) => c.body(body, 200, { 'content-type': type }))
  const response = await app.request('/', { headers: { 'accept-encoding': acceptEncoding } })
  return {
    encoding: response.headers.get('content-encoding'),
    vary: response.headers.get('vary'),
    bytes: Buffer.from(await response.arrayBuffer()),
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
})

Compress('leaves small pages, other kinds and plain clients alone', async () => {
  assert.is((await get('<p>', 'br')).encoding, null)
  assert.is((await get('<p>', 'br')).bytes.toString(), '<p>')
  assert.is((await get(PAGE, 'br', 'image/png')).encoding, null)
  assert.is((await get(PAGE, '')).encoding, null)
})

Compress('honours a coding refused by q=0', () => {
  assert.is(acceptedEncoding('br;q=0, gzip'), 'gzip')
  assert.is(acceptedEncoding('br;q=0.000,gzip;q=0'), undefined)
  assert.is(acceptedEncoding(undefined), undefined)
})

Compress.run()

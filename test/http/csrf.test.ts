import { Hono } from 'hono'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isOwnRequest, refuseForeignWrites } from '#src/http/csrf.ts'
import { exhaust } from '#test/exhaust.ts'

const HOST = 'console.example:8443'
const TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/json',
  undefined,
] as const
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'QUERY', 'ODD'] as const
const FOREIGN = [
  undefined,
  'null',
  'https://evil.example',
  'https://sub.console.example:8443',
  'https://console.example',
  'https://console.example:8443.evil.example',
] as const

function guarded() {
  const app = new Hono()
  app.use(refuseForeignWrites(() => new Response('no', { status: 403 })))
  app.all('*', (c) => c.text('changed'))
  return app
}

const Csrf = suite('http/csrf')

Csrf('refuses every unsafe method of every foreign origin, whatever the content type', async () => {
  const asked: Promise<void>[] = []
  exhaust((choose) => {
    const [method, type, origin] = [choose(METHODS), choose(TYPES), choose(FOREIGN)]
    const headers = {
      host: HOST,
      ...(type ? { 'content-type': type } : {}),
      ...(origin ? { origin } : {}),
    }
    const response = guarded().request(`https://${HOST}/`, { method, headers, body: 'x' })
    asked.push(
      Promise.resolve(response).then(({ status }) =>
        assert.is(status, 403, `${method} ${type} ${origin}`),
      ),
    )
  })
  await Promise.all(asked)
  assert.is(asked.length, METHODS.length * TYPES.length * FOREIGN.length)
})

Csrf('lets our own pages write, by Sec-Fetch-Site or by Origin', () => {
  const own = { method: 'POST', host: HOST, secFetchSite: undefined, origin: undefined }
  assert.ok(isOwnRequest({ ...own, origin: `https://${HOST}` }))
  assert.ok(isOwnRequest({ ...own, origin: `http://${HOST}` }), 'TLS may end at a proxy')
  assert.ok(isOwnRequest({ ...own, secFetchSite: 'same-origin' }))
})

Csrf('believes Sec-Fetch-Site over Origin', () => {
  for (const secFetchSite of ['cross-site', 'same-site', 'none']) {
    const asked = { method: 'POST', host: HOST, secFetchSite, origin: `https://${HOST}` }
    assert.not.ok(isOwnRequest(asked), secFetchSite)
  }
})

Csrf('lets anyone read', async () => {
  const response = await guarded().request('/', { headers: { 'sec-fetch-site': 'cross-site' } })
  assert.is(response.status, 200)
})

Csrf.run()

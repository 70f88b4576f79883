import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Browser } from '#src/simulator/browser.ts'
import { type HotspotRequest, openHotspotServer } from '#src/simulator/hotspot-server.ts'
import type { Answer } from '#src/simulator/internet.ts'
import { ip } from '#test/edge.ts'

/** A gateway that answers by script, and a real site beside it. */
async function openWeb(gatewayAnswer: (request: HotspotRequest) => Answer) {
  await using stack = new AsyncDisposableStack()
  const seen: HotspotRequest[] = []
  const listen = async (host: string, answer: (request: HotspotRequest) => Answer) =>
    stack.use(
      await openHotspotServer({ host: ip(host), port: 0 }, async (request) => {
        seen.push(request)
        return answer(request)
      }),
    )
  const gateway = await listen('127.20.8.1', gatewayAnswer)
  const site = await listen('127.0.0.1', ({ fields }) => ({ status: 200, body: `${fields}` }))
  const siteHost = `127.0.0.1:${site.port}`
  const browser = stack.use(
    new Browser(
      {
        gateway: `127.20.8.1:${gateway.port}`,
        phone: ip('127.101.8.2'),
        masquerade: ip('127.20.8.1'),
        realHosts: new Set([siteHost]),
      },
      'test',
    ),
  )
  const closing = stack.move()
  return { browser, seen, siteHost, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

const BrowserSuite = suite('simulator/browser')

BrowserSuite(
  'meets its gateway first, from its own address, whatever host it asks for',
  async () => {
    await using web = await openWeb(() => ({ status: 204 }))
    const page = await web.browser.open('http://captive.apple.com/x%3a?y=%2f')
    assert.is(page.status, 204)
    const [request] = web.seen
    assert.is(request?.host, 'captive.apple.com')
    assert.is(request?.target, '/x%3a?y=%2f')
    assert.is(request?.source, '127.101.8.2')
  },
)

BrowserSuite('reaches a real site from behind the gateway’s address', async () => {
  await using web = await openWeb(() => ({ status: 500 }))
  const fields = new URLSearchParams({ số: 'một' })
  const page = await web.browser.post(`http://${web.siteHost}/form`, fields)
  assert.is(page.body, fields.toString())
  assert.is(web.seen[0]?.source, '127.20.8.1')
})

BrowserSuite('follows redirects and immediate refreshes to where they end', async () => {
  await using web = await openWeb(({ path }) =>
    path === '/a'
      ? { status: 302, headers: { location: '/b?c=1' } }
      : {
          status: 200,
          body: `<meta http-equiv="refresh" content="0; url=http://${web.siteHost}/end?d=2">`,
        },
  )
  const page = await web.browser.open('http://any.example/a')
  assert.is(page.url.href, `http://${web.siteHost}/end?d=2`)
  assert.is(page.body, 'd=2')
})

BrowserSuite('gives up on a circle', async () => {
  await using web = await openWeb(() => ({ status: 302, headers: { location: '/again' } }))
  let says = ''
  await web.browser.open('http://any.example/').catch((error: Error) => {
    says = error.message
  })
  assert.is(says, 'redirected too often at any.example')
})

BrowserSuite.run()

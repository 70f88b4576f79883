import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { proves } from '#src/radius/proof.ts'
import { mac, openEdge, PASSWORD } from '#test/edge.ts'
import { hotspotPagesFor } from '#test/hotspot-pages.ts'

const PHONE = mac('70:8a:09:65:4d:ec')
const WANTED = 'http://connectivitycheck.gstatic.com/generate_204'

const Mikrotik = suite('simulator/mikrotik-gateway')

Mikrotik('answers a probe with a redirect to its own login page', async () => {
  await using edge = await openEdge({ vendor: 'mikrotik' })
  const { hotspotHost } = edge.gateway
  const { ip } = edge.gateway.associate(PHONE)
  const answer = await edge.gateway.answer({
    source: ip,
    host: 'captive.apple.com',
    path: '/hotspot-detect.html',
    target: '/hotspot-detect.html',
    fields: new URLSearchParams(),
  })
  assert.is(answer.status, 302)
  assert.is(
    answer.headers?.['location'],
    `http://${hotspotHost}/login?dst=http%3A%2F%2Fcaptive.apple.com%2Fhotspot-detect.html`,
  )
})

Mikrotik('hands its challenge over as escaped octal', async () => {
  await using edge = await openEdge({ vendor: 'mikrotik' })
  await using browser = edge.join(PHONE)
  await browser.open(WANTED)
  const query = new URLSearchParams(edge.landed[0]?.split('?')[1])
  assert.match(query.get('chap-id') ?? '', /^\\[0-3][0-7]{2}$/)
  assert.match(query.get('chap-challenge') ?? '', /^(?:\\[0-3][0-7]{2}){16}$/)
  assert.is(query.get('link-orig'), WANTED)
  assert.is(query.get('mac'), '70:8A:09:65:4D:EC')
})

Mikrotik('takes a posted password as it is under http-pap', async () => {
  const pages = hotspotPagesFor('g1', 'http://127.0.0.1:9')
  const spec = { hotspot: { loginBy: 'http-pap', pages } } as const
  await using edge = await openEdge({ vendor: 'mikrotik', spec })
  await using browser = edge.join(PHONE)
  const fields = new URLSearchParams({ username: 'w', password: PASSWORD, dst: WANTED })

  const page = await browser.post(`http://${edge.gateway.hotspotHost}/login`, fields)

  assert.is(page.status, 204)
  const [request] = edge.asked
  assert.is(request?.proof.kind, 'pap')
  assert.is(request && proves(request.proof, PASSWORD), true)
})

Mikrotik('shows its own pages to those inside and ends a session at /logout', async () => {
  const pages = { ...hotspotPagesFor('g1', 'http://127.0.0.1:9') }
  const spec = { hotspot: { loginBy: 'http-pap', pages } } as const
  await using edge = await openEdge({ vendor: 'mikrotik', spec })
  await using browser = edge.join(PHONE)
  const own = `http://${edge.gateway.hotspotHost}`
  const fields = new URLSearchParams({ username: 'w', password: PASSWORD })

  const page = await browser.post(`${own}/login`, fields)
  assert.is(page.url.pathname, '/status')
  assert.match(page.body, `${own}/logout`)
  await browser.open(`${own}/logout`)
  await edge.gateway.settled()
  assert.is(edge.accounted.at(-1)?.terminateCause, 'User-Request')
})

Mikrotik('refuses a digest it gave no challenge for', async () => {
  await using edge = await openEdge({ vendor: 'mikrotik' })
  await using browser = edge.join(PHONE)
  const password = 'a'.repeat(32)
  await browser.open(`http://${edge.gateway.hotspotHost}/login?username=w&password=${password}`)
  assert.equal(edge.asked, [])
  assert.match(edge.landed.at(-1) ?? '', 'error=invalid%20CHAP%20response')
})

Mikrotik.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { catalogue, openTestPortal, VISIT_TOKEN } from '#test/portal.ts'

/** A portal that writes down what it counts. */
function counting() {
  const opened: unknown[] = []
  const countOpening = async (...said: unknown[]) => {
    opened.push(said)
  }
  return { ...openTestPortal({ countOpening }), opened }
}

const Routes = suite('portal/service-routes')

Routes('finds what is typed, with accents, without, and decomposed', async () => {
  const { get } = openTestPortal()
  const cases = [
    ['khai sinh', '1.001193'],
    ['khai sinh'.normalize('NFD'), '1.001193'],
    ['giay phep xay dung', '1.013225'],
    ['so do', '1.013978'],
    ['ho khau', '1.004222'],
  ] as const
  for (const [query, code] of cases) {
    const page = await (await get(`/services?q=${encodeURIComponent(query)}`)).text()
    assert.match(page, `href="/services/${code}"`, query)
  }
})

Routes('sends a search that finds nothing on to the national portal', async () => {
  const response = await openTestPortal().get('/services?q=xyzzy')
  assert.is(response.status, 200)
  assert.match(
    await response.text(),
    'href="https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach?keyword=xyzzy&amp;',
  )
})

Routes('has a page for every service, which claims no class that nobody confirmed', async () => {
  const { get } = openTestPortal()
  for (const { id, name } of catalogue.services) {
    const response = await get(`/services/${encodeURIComponent(id)}`)
    const page = await response.text()
    assert.is(response.status, 200, id)
    assert.match(page, name.vi)
    assert.match(page, 'Chưa rõ')
    assert.match(page, `href="/services/${id}/open"`)
  }
  assert.is((await get('/services/9.999999')).status, 404)
})

Routes(
  'counts an opening with no person and leads to the national portal by its code',
  async () => {
    const { get, opened } = counting()
    const response = await get(`/services/1.001193/open?visit=${VISIT_TOKEN}`)

    assert.is(response.status, 303)
    assert.match(
      response.headers.get('Location') ?? '',
      /^https:\/\/dichvucong\.gov\.vn\/.*1\.001193/,
    )
    assert.is(response.headers.get('Referrer-Policy'), 'no-referrer')
    assert.equal(opened, [['1.001193', { visit: VISIT_TOKEN, status: undefined }]])
  },
)

Routes('counts neither a look ahead nor a service there is not', async () => {
  const { app, get, opened } = counting()
  await app.request('/services/1.001193/open', { method: 'HEAD' })
  await get('/services/1.001193/open', { 'Sec-Purpose': 'prefetch' })
  assert.is((await get('/services/evil.example/open')).status, 404)
  assert.equal(opened, [])
})

Routes('opens a service even when the count fails', async () => {
  const countOpening = async () => {
    throw new Fault('store/full')
  }
  const response = await openTestPortal({ countOpening }).get('/services/1.001193/open')
  assert.is(response.status, 303)
})

Routes('keeps the way back to the hotspot in every link', async () => {
  const { get } = openTestPortal()
  for (const path of ['/services', '/services/1.001193', '/services?q=so+do', '/privacy']) {
    const page = await (await get(`${path}${path.includes('?') ? '&' : '?'}visit=tok`)).text()
    assert.match(page, 'href="/sign-in?visit=tok"', path)
    const inward = Array.from(page.matchAll(/href="(\/[^"]*)"/g), ([, href = '']) => href)
    assert.equal(
      inward.filter((href) => !href.includes('visit=tok')),
      [],
      path,
    )
  }
  assert.match(await (await get('/services?status=st')).text(), 'href="/status/st"')
})

Routes.run()

import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LANGUAGES } from '#portal/language.ts'
import { Fault } from '#src/kernel/fault.ts'
import { about, openTestPortal, PHONE_FORM, VISIT_TOKEN, visit } from '#test/portal.ts'
import { everyPage } from '#test/portal-pages.ts'
import { faultsOf } from '#test/well-formed.ts'

/** The first flight of a fresh TCP connection: ten segments, RFC 6928. */
const FIRST_PAGE_BYTES_MAX = 14_000
/** What we hold ourselves to. */
const FIRST_PAGE_BYTES_AIM = 7_168

const all = (page: string, pattern: RegExp) =>
  Array.from(page.matchAll(pattern), ([, id = '']) => id)

/** What a reader who hears the page, or jumps in it, would miss. */
function unlabelled(page: string): string[] {
  const ids = new Set(all(page, /\sid="([^"]+)"/g))
  const labels = new Set(all(page, /<label for="([^"]+)"/g))
  const fields = all(page, /<input(?! type="hidden")[^>]*\sid="([^"]+)"/g)
  const aims = all(page, /\saria-(?:labelledby|describedby)="([^"]+)"/g).flatMap((a) =>
    a.split(' '),
  )
  return [
    ...fields.filter((id) => !labels.has(id)).map((id) => `#${id} has no label`),
    ...[...labels, ...aims, ...all(page, /href="#([^"]+)"/g)]
      .filter((id) => !ids.has(id))
      .map((id) => `#${id} is not on the page`),
    ...all(page, /(<input(?! type="hidden")(?![^>]*\sid=)[^>]*>)/g),
  ]
}

const App = suite('portal/app')

for (const language of LANGUAGES) {
  App(`draws every page whole, labelled and in its language (${language})`, async () => {
    for (const [name, response] of await everyPage(language)) {
      const page = await response.text()
      assert.equal(faultsOf(page), [], name)
      assert.equal(unlabelled(page), [], name)
      assert.match(page, `<html lang="${language}">`, name)
      assert.is(page.match(/<h1>/g)?.length, 1, name)
      assert.not.match(page, /undefined|\[object|NaN/, name)
    }
  })

  App(`needs no script, no cookie and nothing from elsewhere (${language})`, async () => {
    for (const [name, response] of await everyPage(language)) {
      const page = await response.text()
      assert.is(response.headers.get('Set-Cookie'), null, name)
      assert.not.match(
        page,
        /<script|<link|<img|<iframe|\ssrc=|\son\w+=|\sstyle="|javascript:/,
        name,
      )
      assert.match(response.headers.get('Content-Security-Policy') ?? '', "default-src 'none'")
      assert.is(response.headers.get('Referrer-Policy'), 'no-referrer', name)
      assert.is(response.headers.get('X-Content-Type-Options'), 'nosniff', name)
    }
  })

  App(`fits the first page in the first flight (${language})`, async () => {
    const pages = await everyPage(language)
    for (const [name, response] of pages) {
      const bytes = gzipSync(await response.text()).length
      assert.ok(bytes <= FIRST_PAGE_BYTES_MAX, `${name}: ${bytes} bytes`)
      if (name === 'sign-in') assert.ok(bytes <= FIRST_PAGE_BYTES_AIM, `${name}: ${bytes} bytes`)
    }
  })
}

App('keeps copies only of what is the same for everybody', async () => {
  const { get } = openTestPortal()
  const kept = async (path: string) => (await get(path)).headers.get('Cache-Control') ?? ''
  assert.is(await kept('/hotspot/g'), 'no-store')
  assert.is(await kept('/status/t'), 'no-store')
  assert.is(await kept(`/services?visit=${VISIT_TOKEN}`), 'no-store')
  assert.match(await kept('/services/1.001193'), 'public')
  assert.is((await get('/services')).headers.get('Vary'), 'Accept-Language')
})

App('shows what anybody typed or sent as text, never as markup', async () => {
  const tags = (page: string) => Array.from(page.matchAll(/<\/?([a-z][\w-]*)/gi), ([, tag]) => tag)
  const known = new Set<string | undefined>()
  for (const page of (await everyPage('vi')).values()) {
    for (const tag of tags(await page.text())) known.add(tag)
  }
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('"><script>alert(1)</script>', "' onfocus='x", '</title><b>', '&lt;b&gt;'),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      for (const page of await pagesWith(text)) {
        assert.equal(faultsOf(page), [])
        assert.equal(
          tags(page).filter((tag) => !known.has(tag)),
          [],
        )
        const isMarkup = /[<>"']/.test(text) && text.length > 8
        assert.not.ok(isMarkup && page.includes(text), text)
      }
    }),
    { numRuns: 60 },
  )
})

/** Pages that show `text` wherever somebody outside can put it. */
async function pagesWith(text: string): Promise<string[]> {
  const odd = { ...visit, site: text, says: text, gatewayHost: text }
  const { get, post } = openTestPortal({
    readRedirect: async () => ({ kind: 'visit', visit: odd }),
    visit: async () => odd,
  })
  const address = encodeURIComponent(text.toWellFormed())
  const responses = [
    await get(`/hotspot/${address}`),
    await post('/sign-in/phone', { visit: text || 'x', phone: text }),
    await post('/sign-in/voucher', { visit: 'x', voucher: `v${text}` }),
    await post('/sign-in/code', { ...PHONE_FORM, code: text }),
    await get(`/services?q=q${address}&visit=${address}`),
  ]
  return Promise.all(
    responses.map((response) => {
      assert.ok(response.status < 500, `${response.status}`)
      return response.text()
    }),
  )
}

App(
  'answers whoever leaves out any field or header, and never with a failure of its own',
  async () => {
    const forms: Record<string, Record<string, string>> = {
      '/sign-in/phone': { ...PHONE_FORM, remember: '1', lang: 'vi' },
      '/sign-in/code': { ...PHONE_FORM, code: '123456', remember: '1' },
      '/sign-in/voucher': { ...PHONE_FORM, voucher: 'ABCD', remember: '1' },
      '/sign-in/device': { visit: VISIT_TOKEN },
      '/status/t/end': { lang: 'vi' },
    }
    const { app, post } = openTestPortal()
    for (const [path, fields] of Object.entries(forms)) {
      for (const missing of Object.keys(fields)) {
        const { [missing]: _, ...rest } = fields
        assert.ok((await post(path, rest)).status < 500, `${path} without ${missing}`)
      }
      const bare = { method: 'POST', headers: { 'Content-Type': 'multipart/form-data' } }
      assert.ok((await app.request(path, bare)).status < 500, `${path} without a body`)
      assert.ok((await app.request(path, { ...bare, body: '%%%=%&\0' })).status < 500, path)
    }
    for (const path of [
      '/%',
      '/hotspot/%E0%A4%A',
      '/services?q=%E0%A4%A',
      '/status/%00?looks=-1',
    ]) {
      assert.ok((await app.request(path, { headers: {} })).status < 500, path)
    }
  },
)

App('stops a body that no form of ours sends', async () => {
  const { post } = openTestPortal()
  const response = await post('/sign-in/phone', { phone: 'x'.repeat(9000) })
  assert.is(response.status, 413)
  assert.match(await response.text(), 'Nội dung gửi quá dài')
})

App('tells a fault of the world from one of ours, and shows neither', async () => {
  const heard: string[] = []
  const portal = (error: Error) =>
    openTestPortal({
      log: (event) => heard.push(event),
      status: async () => {
        throw error
      },
    })
  const down = await portal(new Fault('store/locked', { says: 'secret detail' })).get('/status/t')
  const bug = await portal(new Error('secret detail')).get('/status/t')

  assert.is(down.status, 503)
  assert.is(bug.status, 500)
  assert.equal(heard, ['portal.fault', 'portal.bug'])
  for (const response of [down, bug]) assert.not.match(await response.text(), 'secret')
})

App('marks every page of a demonstration', async () => {
  const { get } = openTestPortal({ about: { ...about, isDemo: true } })
  assert.match(await (await get('/privacy')).text(), 'giả lập')
})

App('shows a scanned voucher its code, and nothing else an address may carry', async () => {
  const { get } = openTestPortal()
  const scanned = async (voucher: string) =>
    (await get(`/?${new URLSearchParams({ voucher })}`)).text()

  assert.match(await scanned('7kxmp2qa9rtd'), '7KXM-P2QA-9RTD')
  assert.not.match(await scanned('<b>7KXM-P2QA-9RTD'), 'voucher-title')
})

App('takes a phone that leaves in the middle of its form for no fault of ours', async () => {
  for (const headers of [{ 'content-length': '100' }, { 'transfer-encoding': 'chunked' }]) {
    const logged: string[] = []
    const { app } = openTestPortal({ log: (event) => void logged.push(event) })
    const gone = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
    const body = new ReadableStream({ pull: (controller) => controller.error(gone) })
    const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
    assert.is((await app.request('/sign-in/phone', init)).status, 400)
    assert.equal(logged, [])
  }
})

App.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { barriers } from '#test/barriers.ts'
import { CHROMIUM, openInBrowser as open, signIn } from '#test/console-in-browser.ts'

const Axe = suite('browser/console-axe')
const test = CHROMIUM ? Axe : Axe.skip

const PAGES = [
  '/',
  '/sessions',
  '/refusals',
  '/gateways',
  '/gateways/new',
  '/gateways/gw-01',
  '/gateways/gw-01/policy',
  '/gateways/new?stranger=203.0.113.7',
  '/sessions/9000',
  '/strangers',
  '/places',
  '/places/bao-tang-thu-vien/opening-hours',
  '/plans',
  '/plans/guests',
  '/plans/guests/removal',
  '/radius',
  '/devices/gw-01',
  '/devices/gw-01/pushes/7',
  '/vouchers',
  '/vouchers/3/sheet',
  '/services',
  '/usage',
  '/officers',
  '/audit',
] as const

/** In the dark only the colours differ: a page with each of them is enough. */
const LOOKS = [
  { colorScheme: 'light', pages: PAGES },
  {
    colorScheme: 'dark',
    pages: ['/', '/gateways', '/devices/gw-01', '/officers', '/plans/guests', '/radius'],
  },
] as const

for (const { colorScheme, pages } of LOOKS) {
  test(`puts no barrier before anyone on any page (${colorScheme})`, async () => {
    await using console = await open({ javaScriptEnabled: true })
    const { page } = console
    await page.emulateMedia({ colorScheme })
    await page.goto('/sign-in')
    const found = [...(await barriers(page))]
    await signIn(console)
    for (const path of pages) {
      await page.goto(path)
      found.push(...(await barriers(page)))
    }
    assert.equal(found, [])
  })
}

Axe.run()

import type { Route } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SECOND } from '#src/kernel/clock.ts'
import { CHROMIUM, goWithKeys, openInBrowser as open, signIn } from '#test/console-in-browser.ts'

const Console = suite('browser/console')
const test = CHROMIUM ? Console : Console.skip

test('works with scripts off: sign in, narrow, issue, add, end, push, sign out', async () => {
  await using console = await open({ javaScriptEnabled: false })
  const { page } = console
  await signIn(console)
  assert.match(await page.innerText('h1'), 'Tổng quan')
  assert.match(await page.innerText('#overview-figures'), '312')

  await page.goto('/sessions')
  await page.selectOption('#gateway', 'gw-03')
  await page.click('form.filters button')
  assert.match(page.url(), /gateway=gw-03/)
  await page.click('#session-rows form button >> nth=0')
  assert.match(await page.innerText('#toasts'), 'Cổng xác nhận')

  await page.goto('/vouchers')
  await page.fill('#note', 'Quầy vé')
  await page.click('form.card button')
  assert.match(page.url(), /\/vouchers\/3/)
  assert.is(await page.locator('.codes li').count(), 9)

  await page.goto('/gateways/new')
  await page.fill('#id', 'ben-cang-1')
  await page.fill('#address', '10.99.0.2')
  await page.selectOption('#site', 'bao-tang-thu-vien')
  await page.click('main form.card button')
  assert.match(await page.innerText('.once'), '/radius add')

  await page.goto('/devices/gw-01')
  await page.click('#push-form button')
  assert.match(page.url(), /\/devices\/gw-01\/pushes\/8$/)
  assert.match(await page.innerText('#push-progress'), 'đã áp dụng')

  await page.click('.whoami form[action="/sign-out"] button')
  await page.goto('/gateways')
  assert.match(page.url(), /\/sign-in/)
})

test('keeps the overview live, by one stream, without a reload', async () => {
  await using console = await open({ javaScriptEnabled: true })
  const { page, city, house } = console
  await signIn(console)
  await page.locator('.live-mark.on').waitFor()
  await page.evaluate('window.stayed = true')
  city.online = 777
  house.clock.advance(5 * SECOND)
  await page.locator('#overview-figures', { hasText: '777' }).waitFor({ timeout: 10_000 })
  assert.is(await page.evaluate('window.stayed'), true)
  assert.equal(console.troubles, [])
})

test('ends a session and follows a push in place', async () => {
  await using console = await open({ javaScriptEnabled: true })
  const { page } = console
  await signIn(console)
  await page.goto('/sessions')
  await page.click('#session-9000 button')
  await page.locator('#session-9000', { hasText: 'đã ngắt' }).waitFor()

  await page.selectOption('#gateway', 'gw-03')
  await page.waitForURL(/gateway=gw-03/)
  await page.locator('#session-9000').waitFor({ state: 'detached' })

  await goWithKeys(page, '/gateways')
  await page.keyboard.press('/')
  await page.locator('#q:focus').waitFor()
  await page.keyboard.type('bao tang')
  await page.locator('#gateway-rows tbody tr').nth(1).waitFor({ state: 'detached' })
  assert.match(page.url(), /q=bao/)

  await page.goto('/devices/gw-01')
  console.pushTakesLooks(3)
  await page.click('#push-form button')
  await page.locator('#push-area', { hasText: 'đang chạy' }).waitFor()
  await page.locator('#push-area', { hasText: 'đã áp dụng' }).waitFor()
  assert.match(page.url(), /\/devices\/gw-01$/)
  assert.equal(console.troubles, [])
})

test('shows what was typed last, also when the answer to an earlier key is slow', async () => {
  await using console = await open({ javaScriptEnabled: true })
  const { page } = console
  await signIn(console)
  await goWithKeys(page, '/gateways')
  const held: Route[] = []
  await page.route('**/gateways?q=*', (route) =>
    held.length === 0 ? void held.push(route) : route.continue(),
  )
  await page.focus('#q')
  for (const keys of ['g', 'w', '-03']) {
    await page.keyboard.type(keys)
    await page.waitForTimeout(PAUSE_MS)
  }
  // A browser that has given the request up answers that it is no longer there.
  await held[0]?.continue().catch(() => undefined)
  await page.waitForURL(/q=gw-03$/)
  assert.is(await page.locator('#gateway-rows tbody tr').count(), 1)
})

/** Longer than the search waits for the next key. */
const PAUSE_MS = 400

test('fits a phone of 360 px, and every page can be reached past the skip link', async () => {
  await using console = await open({ javaScriptEnabled: true })
  const { page } = console
  await page.setViewportSize({ width: 360, height: 740 })
  await signIn(console)
  for (const path of NARROW) {
    await goWithKeys(page, path)
    const extra = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    assert.is(extra, 0, `${path} is ${extra} px too wide`)
  }
  // The section that is read is scrolled to, and the tab key begins at the top all the same.
  assert.ok(await page.evaluate("document.querySelector('nav').scrollLeft > 0"))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#main$/)
  assert.equal(console.troubles, [])
})

/** On a phone these are read, and filled in, without scrolling sideways. */
const NARROW = [
  '/',
  '/sessions',
  '/sessions/9000',
  '/gateways',
  '/gateways/new',
  '/gateways/gw-01/policy',
  '/strangers',
  '/places',
  '/places/bao-tang-thu-vien/opening-hours',
  '/plans',
  '/plans/guests',
  '/vouchers',
  '/usage',
  '/radius',
] as const

Console.run()

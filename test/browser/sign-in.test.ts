import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { VENDORS, type Vendor } from '#src/kernel/vendor.ts'
import { type Gateway, openGateway } from '#src/simulator/gateway.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { ip, mac } from '#test/edge.ts'
import { tool } from '#test/tool.ts'
import { openTown } from '#test/town.ts'

const chromium = tool('chromium', 'chromium')

const NUMBER = parsePhone('0912345678') as Phone
const PHONE = mac('7e:8a:09:65:4d:ec')
const ANYWHERE = 'http://www.example.vn/'

/** A town with one gateway, and a browser on its Wi-Fi whose every plain request meets the gateway. */
async function openVisit(vendor: Vendor, hasScripts: boolean) {
  await using stack = new AsyncDisposableStack()
  const town = stack.use(await openTown([vendor]))
  const [spec] = town.gateways
  const { entropy } = seeded('browser')
  const gateway = stack.use(
    await openGateway(spec!, { clock: systemClock, log: silentLog, entropy }),
  )
  gateway.associate(PHONE, ip('127.0.0.1'))
  const browser = await launch(gateway)
  stack.defer(() => browser.close())
  const context = await browser.newContext({
    javaScriptEnabled: hasScripts,
    viewport: { width: 360, height: 740 },
    locale: 'vi-VN',
  })
  const page = await context.newPage()
  const closing = stack.move()
  return { town, gateway, page, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

async function launch({ hotspotHost }: Gateway): Promise<Browser> {
  return await playwright.launch({
    executablePath: chromium as string,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      `--host-resolver-rules=MAP www.example.vn ${hotspotHost}`,
    ],
  })
}

async function signIn(page: Page, inbox: (number: Phone) => Promise<string>): Promise<void> {
  await page.goto(ANYWHERE, { waitUntil: 'commit' })
  await page.waitForURL(/\/hotspot\//)
  const ask = page.locator('form:has(input[type=tel])')
  await ask.locator('input[type=tel]').fill('0912 345 678')
  await ask.locator('input[type=checkbox][required]').check()
  await ask.locator('button').click()

  const answer = page.locator('form:has(input[autocomplete=one-time-code])').first()
  const code = /\d{6}/.exec(await inbox(NUMBER))?.[0] ?? ''
  await answer.locator('input[autocomplete=one-time-code]').fill(code)
  await answer.locator('button').first().click({ noWaitAfter: true })
  await page.waitForURL(/\/status\//)
}

const SignIn = suite('browser/sign-in')
const test = chromium ? SignIn : SignIn.skip

for (const vendor of VENDORS) {
  for (const hasScripts of [true, false]) {
    test(`a browser with scripts ${hasScripts ? 'on' : 'off'} signs in and out at a ${vendor} gateway`, async () => {
      await using visit = await openVisit(vendor, hasScripts)
      const { page, gateway, town } = visit

      await signIn(page, town.inbox)

      assert.ok(gateway.sessionOf(PHONE), 'the gateway let the phone in')
      const status = page.url()
      await page.goto(ANYWHERE)
      assert.match(await page.locator('h1').innerText(), 'on the Internet')

      await gateway.settled()
      await page.goto(status)
      await page.locator('main form[method=post] button').first().click()
      await page.waitForLoadState()
      assert.is(gateway.sessionOf(PHONE), undefined)
      await page.goto(ANYWHERE, { waitUntil: 'commit' })
      await page.waitForURL(/\/hotspot\//)
    })
  }
}

SignIn.run()

import { type Browser, chromium as playwright } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { VENDORS, type Vendor } from '#src/kernel/vendor.ts'
import { mobileNumber } from '#src/simulator/crowd.ts'
import { type Gateway, macFrom, openGateway } from '#src/simulator/gateway.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { ip } from '#test/edge.ts'
import { tool } from '#test/tool.ts'
import { openTown } from '#test/town.ts'

const chromium = tool('chromium', 'chromium')

const READER = ip('127.0.0.1')

/** A host that the browser of each vendor's visitor finds at that gateway, as on its Wi-Fi. */
const anywhere = (vendor: Vendor) => `http://${vendor}.example.vn/`

type Edge = {
  readonly town: Awaited<ReturnType<typeof openTown>>
  readonly gateways: readonly Gateway[]
  readonly browser: Browser
} & AsyncDisposable

/** A town with a gateway of each vendor, and a browser to visit them with. */
async function openEdge(): Promise<Edge> {
  await using stack = new AsyncDisposableStack()
  const town = stack.use(await openTown(VENDORS))
  const gateways: Gateway[] = []
  for (const spec of town.gateways) {
    const { entropy } = seeded(spec.id)
    gateways.push(
      stack.use(await openGateway(spec, { clock: systemClock, log: silentLog, entropy })),
    )
  }
  const rules = gateways.map(
    ({ vendor, hotspotHost }) => `MAP ${new URL(anywhere(vendor)).host} ${hotspotHost}`,
  )
  const browser = await playwright.launch({
    executablePath: chromium as string,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      `--host-resolver-rules=${rules.join(',')}`,
    ],
  })
  stack.defer(() => browser.close())
  const closing = stack.move()
  return { town, gateways, browser, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

/** A phone nobody has seen, whose browser is on this gateway's Wi-Fi. */
async function openVisit({ gateways, browser }: Edge, vendor: Vendor, hasScripts: boolean) {
  const gateway = gateways.find((gateway) => gateway.vendor === vendor) as Gateway
  const chance = seeded(`${vendor}/${hasScripts}`)
  const phone = macFrom(chance.entropy)
  gateway.associate(phone, READER)
  const context = await browser.newContext({
    javaScriptEnabled: hasScripts,
    viewport: { width: 360, height: 740 },
    locale: 'vi-VN',
  })
  return {
    gateway,
    phone,
    number: mobileNumber(chance),
    page: await context.newPage(),
    async [Symbol.asyncDispose]() {
      await context.close()
      gateway.dissociate(phone)
    },
  }
}

type Visit = Awaited<ReturnType<typeof openVisit>>

async function signIn({ page, gateway, number }: Visit, { town }: Edge): Promise<void> {
  await page.goto(anywhere(gateway.vendor), { waitUntil: 'commit' })
  await page.waitForURL(/\/hotspot\//)
  const ask = page.locator('form:has(input[type=tel])')
  await ask.locator('input[type=tel]').fill(number)
  await ask.locator('input[type=checkbox][required]').check()
  await ask.locator('button').click()

  const answer = page.locator('form:has(input[autocomplete=one-time-code])').first()
  const code = /\d{6}/.exec(await town.inbox(number))?.[0] ?? ''
  await answer.locator('input[autocomplete=one-time-code]').fill(code)
  await answer.locator('button').first().click({ noWaitAfter: true })
  await page.waitForURL(/\/status\//)
}

const SignIn = suite<{ edge: Edge }>('browser/sign-in')
const test = chromium ? SignIn : SignIn.skip

if (chromium) {
  SignIn.before(async (context) => {
    context.edge = await openEdge()
  })
  SignIn.after(async ({ edge }) => await edge[Symbol.asyncDispose]())
}

for (const vendor of VENDORS) {
  for (const hasScripts of [true, false]) {
    const scripts = hasScripts ? 'on' : 'off'
    test(`signs in and out at a ${vendor} gateway with scripts ${scripts}`, async ({ edge }) => {
      await using visit = await openVisit(edge, vendor, hasScripts)
      const { page, gateway, phone } = visit

      await signIn(visit, edge)

      assert.ok(gateway.sessionOf(phone), 'the gateway let the phone in')
      const status = page.url()
      await page.goto(anywhere(vendor))
      assert.match(await page.locator('h1').innerText(), 'on the Internet')

      await gateway.settled()
      await page.goto(status)
      await page.locator('main form[method=post] button').first().click()
      await page.waitForLoadState()
      assert.is(gateway.sessionOf(phone), undefined)
      await page.goto(anywhere(vendor), { waitUntil: 'commit' })
      await page.waitForURL(/\/hotspot\//)
    })
  }
}

SignIn.run()

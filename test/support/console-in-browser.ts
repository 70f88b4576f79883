import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { adminApp } from '#src/admin/app.ts'
import type { AdminPorts } from '#src/admin/ports.ts'
import { serveHttp } from '#src/http/serve.ts'
import { SECOND } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { enrol, fakeOverview, openTestConsole, PASSWORD } from './admin-ports.ts'
import { tool } from './tool.ts'

/** The browser of this machine, if it has one. */
export const CHROMIUM = tool('chromium', 'chromium')
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A console that is really served, an officer who can sign in, and a city that can change. */
export async function openInBrowser(options: { javaScriptEnabled: boolean }) {
  await using stack = new AsyncDisposableStack()
  const city = { online: 312 }
  const overview = async () => ({ ...fakeOverview(Date.UTC(2026, 10, 22, 5)), ...city })
  const house = stack.use(openTestConsole({ overview }))
  const { pushOf } = house.ports.devices
  let looks = 0
  const devices: AdminPorts['devices'] = {
    ...house.ports.devices,
    pushOf: async (id) => {
      const push = await pushOf(id)
      return push && looks-- > 0 ? { ...push, finishedAt: undefined, outcome: undefined } : push
    },
  }
  const lan = await enrol(house, 'admin', 'lan')
  house.clock.advance(30 * SECOND)
  const server = stack.use(
    await serveHttp({
      host: '127.0.0.1',
      port: 0,
      fetch: adminApp({ ...house.ports, devices }).fetch,
      log: silentLog,
    }),
  )
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS })
  stack.defer(() => browser.close())
  const context: BrowserContext = await browser.newContext({ baseURL: server.url, ...options })
  const page: Page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', ({ message }) => troubles.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      troubles.push(message.text())
  })
  const kept = stack.move()
  return {
    house,
    lan,
    page,
    city,
    troubles,
    /** The next push is seen running that often before it is seen done. */
    pushTakesLooks: (n: number) => {
      looks = n
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/**
 * Goes there, with scripts on, and waits until keys reach the page. A browser drops those pressed before it
 * has painted anything, and htmx listens one turn after the page has loaded.
 */
export async function goWithKeys(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
}

type Open = Awaited<ReturnType<typeof openInBrowser>>

/** Signs in with nothing but the keyboard. */
export async function signIn({ page, lan }: Open): Promise<void> {
  await page.goto('/')
  assert.match(page.url(), /\/sign-in$/)
  await page.locator('input:focus').waitFor()
  for (const text of ['lan', PASSWORD, lan.code()]) {
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/')
}

import axe, { type AxeResults } from 'axe-core'
import { chromium } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ownPhoneApp } from '#src/simulator/own-phone.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { openEdge } from '#test/edge.ts'
import { standingClock } from '#test/house.ts'
import { tool } from '#test/tool.ts'

const executablePath = tool('chromium', 'chromium')
const WIDTHS = [320, 1200] as const
const HERE = 'http://own-phone.test'

const OwnPhone = suite('browser/own-phone')
const test = executablePath ? OwnPhone : OwnPhone.skip

for (const colorScheme of ['light', 'dark'] as const) {
  test(`finds no barrier on the reader’s phone (${colorScheme}), on any width`, async () => {
    await using edge = await openEdge({ vendor: 'mikrotik' })
    const app = ownPhoneApp({
      places: [{ name: 'Quảng trường 30/10', commune: 'Phường Hạ Long', gateway: edge.gateway }],
      messages: () => [{ text: '123456 la ma', at: 0 }],
      chance: seeded('own'),
      clock: standingClock(),
    })
    await using browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    })
    const page = await browser.newPage({ colorScheme, bypassCSP: true })
    await page.route('**', async (route) => {
      const response = await app.request(route.request().url())
      await route.fulfill({ body: await response.text(), contentType: 'text/html; charset=utf-8' })
    })

    const places = await checked('/?lang=vi')
    await app.request(`${HERE}/join`, {
      method: 'POST',
      headers: { origin: HERE },
      body: new URLSearchParams({ place: 'g1' }),
    })
    const joined = await checked('/?lang=en')
    assert.equal([...places, ...joined], [])

    async function checked(path: string): Promise<string[]> {
      const faults: string[] = []
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 })
        await page.goto(HERE + path)
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
        if (wide > width) faults.push(`${path} is ${wide} px wide on ${width}`)
        await page.evaluate(axe.source)
        const { violations } = await page.evaluate<AxeResults>('axe.run()')
        faults.push(
          ...violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes.map(({ html }) => html)}`),
        )
      }
      return faults
    }
  })
}

OwnPhone.run()

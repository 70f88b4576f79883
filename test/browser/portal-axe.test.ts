import { chromium, type Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LANGUAGES } from '#portal/language.ts'
import { barriers } from '#test/barriers.ts'
import { everyPage } from '#test/portal-pages.ts'
import { tool } from '#test/tool.ts'

const executablePath = tool('chromium', 'chromium')
const AT = 'http://portal.test/'
/** The narrowest phones still sold, and a common one. */
const WIDTHS = [320, 390] as const
const TARGET_MIN = 44

const Browser = suite('browser/portal-axe')
const test = executablePath ? Browser : Browser.skip

const LOOKS = [
  { colorScheme: 'light', languages: LANGUAGES },
  { colorScheme: 'dark', languages: ['vi'] },
] as const

for (const { colorScheme, languages } of LOOKS) {
  test(`finds no barrier on any page (${colorScheme}), and nothing wider than a phone`, async () => {
    await using browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    })
    const page = await browser.newPage({ colorScheme })
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))

    for (const language of languages) {
      for (const [name, response] of await everyPage(language)) {
        const asked = await show(page, response)
        assert.equal(asked, [AT], `${name} asks for more than itself`)
        // The other language has the same markup: only its length can break anything.
        if (language === 'vi') assert.equal(await barriers(page), [], name)
        assert.equal(await crowded(page), [], `${name} (${language})`)
      }
    }
    const isPolicy = (text: string) => text.includes('Content Security Policy')
    assert.equal(complaints.filter(isPolicy), [])
  })
}

/** Serves one answer of the portal, headers and all, and tells every address the page asked for. */
async function show(page: Page, response: Response): Promise<string[]> {
  // After a sign-in the page looks again by itself, which axe refuses anywhere and WCAG 2.2.1 allows here.
  const body = (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, '')
  const headers = Object.fromEntries(response.headers)
  const asked: string[] = []
  await page.unrouteAll()
  await page.route('**/*', (route) => {
    const url = route.request().url()
    if (!url.endsWith('/favicon.ico')) asked.push(url)
    return route.fulfill({ status: 200, headers, body })
  })
  await page.goto(AT, { waitUntil: 'load' })
  return asked
}

/** What sticks out on a narrow phone, or is too small for a thumb. Links inside sentences may be. */
async function crowded(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 640 })
    faults.push(...((await page.evaluate(measure(width))) as string[]))
  }
  return faults
}

const measure = (width: number) => `(() => {
  const targets = [...document.querySelectorAll('a, button, summary, input:not([type=hidden]):not([type=checkbox])')]
  const isInSentence = (node) => node.tagName === 'A' && node.closest('p.hint')
  const small = targets
    .filter((node) => node.offsetParent !== null && !isInSentence(node))
    .filter((node) => node.getBoundingClientRect().height < ${TARGET_MIN} - 0.5)
    .map((node) => 'small at ${width}: ' + node.outerHTML.slice(0, 90))
  const isWide = document.documentElement.scrollWidth > ${width}
  return isWide ? ['wider than ${width}', ...small] : small
})()`

Browser.run()

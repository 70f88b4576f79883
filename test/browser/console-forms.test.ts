import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CHROMIUM, goWithKeys, openInBrowser as open, signIn } from '#test/console-in-browser.ts'

const Forms = suite('browser/console-forms')
const test = CHROMIUM ? Forms : Forms.skip

test('works with scripts off: adopt who knocks, change a plan, set hours and a policy', async () => {
  await using console = await open({ javaScriptEnabled: false })
  const { page } = console
  await signIn(console)
  await page.goto('/strangers')
  await page.click('text=Nhận làm cổng >> nth=0')
  assert.is(await page.inputValue('#address'), '203.0.113.7')
  await page.fill('#id', 'ben-cang-2')
  await page.selectOption('#site', 'bao-tang-thu-vien')
  await page.click('main form.card button')
  assert.match(await page.innerText('.once'), '/radius add')

  await page.goto('/plans/guests')
  await page.fill('#dayMinutes', '450')
  await page.click('button[name="preview"]')
  assert.match(await page.innerText('#plan-meaning'), 'mỗi ngày 7 giờ 30 phút')
  await page.click('main form.card button >> nth=0')
  assert.match(await page.innerText('#toasts'), 'Đã lưu gói')

  await page.goto('/places/bao-tang-thu-vien/opening-hours')
  await page.fill('#mon', '7h30 – 17h00')
  await page.click('main form.card button')
  assert.match(await page.innerText('main table'), 'T2 07:30-17:00')

  await page.goto('/gateways/gw-01/policy')
  await page.selectOption('#messageAuthenticator', 'optional')
  await page.click('main form.card button >> nth=0')
  assert.match(await page.innerText('.worries'), 'CVE-2024-3596')
})

test('says what a plan would mean in place, by the keyboard alone', async () => {
  await using console = await open({ javaScriptEnabled: true })
  const { page } = console
  await signIn(console)
  await goWithKeys(page, '/plans/guests')
  await page.focus('#dayMinutes')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('450')
  await page.focus('button[name="preview"]')
  await page.keyboard.press('Enter')
  await page.locator('#plan-meaning', { hasText: '7 giờ 30 phút' }).waitFor()
  assert.is(await page.inputValue('#dayMinutes'), '450')
  assert.equal(console.troubles, [])
})

Forms.run()

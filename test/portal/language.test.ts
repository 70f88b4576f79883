import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { preferredLanguage } from '#portal/language.ts'
import { openTestPortal } from '#test/portal.ts'

const Languages = suite('portal/language')

Languages('greets in Vietnamese unless the browser asks for others and leaves it out', () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'vi'],
    ['', 'vi'],
    ['*', 'vi'],
    ['vi', 'vi'],
    ['vi-VN,vi;q=0.9,en-US;q=0.8', 'vi'],
    ['en-US,en;q=0.9,vi;q=0.5', 'vi'],
    ['en-GB', 'en'],
    ['zh-CN,zh;q=0.9', 'en'],
    ['vie', 'en'],
    [';;;,,,', 'vi'],
  ]
  for (const [header, language] of cases) assert.is(preferredLanguage(header), language, header)
})

Languages('lets the reader choose, and remembers it in every link', async () => {
  const { get } = openTestPortal()
  const page = await (await get('/hotspot/g?lang=en', { 'Accept-Language': 'vi' })).text()
  assert.match(page, '<html lang="en">')
  assert.match(
    page,
    /href="\/sign-in\?visit=[\w-]+&amp;lang=vi" hreflang="vi" lang="vi">Tiếng Việt/,
  )
  assert.match(page, 'name="lang" value="en"')
  assert.match(await (await get('/?lang=xx')).text(), '<html lang="vi">')
})

Languages.run()

import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { STYLE } from '#portal/style.ts'
import { openTestPortal } from '#test/portal.ts'

/** WCAG 2.2 §1.4.3. */
const CONTRAST_MIN = 4.5

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const Style = suite('portal/style')

Style('comes out of escaping unchanged, so that its hash is the page’s', async () => {
  assert.not.match(STYLE, /[<>&"']/)
  const response = await openTestPortal().get('/')
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(await response.text()) ?? []
  const hash = createHash('sha256').update(style).digest('base64')
  assert.match(response.headers.get('Content-Security-Policy') ?? '', `style-src 'sha256-${hash}'`)
})

Style('gives every text the contrast a tired eye needs wherever its ground is named', () => {
  const rules = Array.from(STYLE.matchAll(/\{([^{}]+)\}/g), ([, body = '']) => body)
  const pairs = rules.flatMap((body) => {
    const ink = /(?:^|;)color:(#[\da-f]{3,6})/.exec(body)?.[1]
    const ground = /background:(#[\da-f]{3,6})/.exec(body)?.[1]
    return ink && ground && !body.includes('appearance') ? [{ ink, ground }] : []
  })
  assert.ok(pairs.length > 10)
  for (const { ink, ground } of [...pairs, ...INHERITED]) {
    assert.ok(contrast(ink, ground) >= CONTRAST_MIN, `${ink} on ${ground}`)
  }
})

/** Texts whose ground is another rule's: light page, light card, dark page, dark card. */
const INHERITED = [
  ...['#0a5a73', '#4b5f67', '#43565e', '#15262d'].map((ink) => ({ ink, ground: '#edf3f4' })),
  ...['#0a5a73', '#4b5f67', '#a3201a', '#5d7680'].map((ink) => ({ ink, ground: '#fff' })),
  ...['#8fd3e4', '#a9bcc4', '#8ba3ac'].map((ink) => ({ ink, ground: '#0c171c' })),
  ...['#8fd3e4', '#a9bcc4', '#ffb4ab', '#e4eef1'].map((ink) => ({ ink, ground: '#14232a' })),
  { ink: '#d3e9ee', ground: '#0b6472' },
]

Style.run()

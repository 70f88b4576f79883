/** One control of a form, as a browser would know it. */
export type Control = {
  readonly name: string
  readonly type: string
  readonly value: string
  readonly autocomplete: string
  readonly checked: boolean
  readonly required: boolean
}

/** A form on a page: where it goes and what it holds. */
export type Form = {
  readonly action: string
  readonly method: 'get' | 'post'
  readonly controls: readonly Control[]
}

/** A link on a page and the words on it. */
export type Link = { readonly href: string; readonly text: string }

const FORM = /<form\b([^>]*)>([\s\S]*?)<\/form>/gi
const CONTROL = /<(input|button|textarea|select)\b([^>]*)>/gi
const LINK = /<a\b([^>]*)>([\s\S]*?)<\/a>/gi
const REFRESH = /<meta\b([^>]*http-equiv\s*=\s*["']?refresh\b[^>]*)>/i
const ATTRIBUTE = /([a-z][\w:-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi

/** The forms of a page in their order. Markup a browser would also have to guess at is skipped. */
export function formsOf(page: string): Form[] {
  return Array.from(page.matchAll(FORM), ([, head = '', body = '']) => {
    const attributes = attributesOf(head)
    return {
      action: attributes.get('action') ?? '',
      method: attributes.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
      controls: controlsOf(body),
    }
  })
}

/** The links of a page in their order. */
export function linksOf(page: string): Link[] {
  return Array.from(page.matchAll(LINK), ([, head = '', body = '']) => ({
    href: attributesOf(head).get('href') ?? '',
    text: textOf(body),
  })).filter(({ href }) => href !== '')
}

/** Where `<meta http-equiv="refresh">` sends the page at once; a delayed reload is not a redirect. */
export function refreshOf(page: string): string | undefined {
  const [, head = ''] = REFRESH.exec(page) ?? []
  const content = attributesOf(head).get('content') ?? ''
  const [, seconds, url] = /^\s*(\d+)\s*[;,]\s*url\s*=\s*["']?([^"']*)/i.exec(content) ?? []
  return url && Number(seconds) <= REDIRECT_SECONDS_MAX ? url.trim() : undefined
}

const REDIRECT_SECONDS_MAX = 1

/** The words of a page or of a piece of one, without its markup. */
export function textOf(page: string): string {
  const visible = page.replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
  return decoded(visible).replace(/\s+/g, ' ').trim()
}

function controlsOf(body: string): Control[] {
  return Array.from(body.matchAll(CONTROL), ([, tag = '', head = '']) => {
    const attributes = attributesOf(head)
    const usual = tag.toLowerCase() === 'button' ? 'submit' : 'text'
    return {
      name: attributes.get('name') ?? '',
      type: attributes.get('type')?.toLowerCase() ?? usual,
      value: attributes.get('value') ?? '',
      autocomplete: attributes.get('autocomplete')?.toLowerCase() ?? '',
      checked: attributes.has('checked'),
      required: attributes.has('required'),
    }
  })
}

function attributesOf(head: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', double, single, bare] of head.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, decoded(double ?? single ?? bare ?? ''))
  }
  return found
}

const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
])

function decoded(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (whole, hex, digits, name) => {
      if (name) return NAMED.get(name.toLowerCase()) ?? whole
      const point = hex ? Number.parseInt(hex, 16) : Number(digits)
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole
    },
  )
}

import type { Context } from 'hono'
import { type Language, parseLanguage, preferredLanguage } from './language.ts'
import { MESSAGES } from './locales/messages.ts'
import type { Messages } from './locales/vi.ts'
import type { Whence } from './ports.ts'

/** No token of ours is longer, whatever a redirect said; what is longer is not one. */
const TOKEN_CHARACTERS_MAX = 4096

/** Who reads a page: their language, and where they came from. Links and forms carry all of it. */
export type Reader = {
  readonly language: Language
  /** The language was picked by hand, so links repeat it. */
  readonly chosen: Language | undefined
  readonly m: Messages
  readonly whence: Whence
}

/** Reads the reader from a form that was sent, else from the address. Whatever is missing is absent. */
export function readerOf(c: Context, form: URLSearchParams = queryOf(c)): Reader {
  const chosen = parseLanguage(form.get('lang'))
  const language = chosen ?? preferredLanguage(c.req.header('Accept-Language'))
  const whence = { visit: token(form.get('visit')), status: token(form.get('status')) }
  return { language, chosen, m: MESSAGES[language], whence }
}

/** The same reader at another door. */
export function cameFrom(reader: Reader, whence: Whence): Reader {
  return { ...reader, whence }
}

/** An address of ours that keeps the reader's language and way back. */
export function link(
  reader: Reader,
  path: string,
  extra: Readonly<Record<string, string>> = {},
): string {
  const query = [`${new URLSearchParams(extra)}`, keptQuery(reader)].filter(Boolean).join('&')
  return query ? `${path}?${query}` : path
}

/** What a form of the reader's carries along, as hidden fields. */
export function keptFields({ chosen, whence }: Reader): readonly (readonly [string, string])[] {
  return Object.entries(kept(chosen, whence))
}

/** The address's query; malformed escapes are read as they stand. */
export function queryOf(c: Context): URLSearchParams {
  const at = c.req.url.indexOf('?')
  return new URLSearchParams(at < 0 ? '' : c.req.url.slice(at + 1))
}

/** Worked out once a page: each of its links says it, and a visit is long. */
function keptQuery(reader: Reader): string {
  const known = keptQueries.get(reader)
  if (known !== undefined) return known
  const query = `${new URLSearchParams(kept(reader.chosen, reader.whence))}`
  keptQueries.set(reader, query)
  return query
}

const keptQueries = new WeakMap<Reader, string>()

function kept(chosen: Language | undefined, { visit, status }: Whence): Record<string, string> {
  return {
    ...(visit ? { visit } : {}),
    ...(status ? { status } : {}),
    ...(chosen ? { lang: chosen } : {}),
  }
}

function token(text: string | null): string | undefined {
  return text && text.length <= TOKEN_CHARACTERS_MAX ? text : undefined
}

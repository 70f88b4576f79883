import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { SECOND } from '#src/kernel/clock.ts'
import { SESSION_LIFETIME } from '#src/officers/officer.ts'
import type { Locale } from './ports.ts'

/** Which language the reader chose. Nothing hangs on it. */
export const LANGUAGE_COOKIE = 'language'
const LANGUAGE_SECONDS = 365 * 24 * 60 * 60

/** `__Host-` binds it to this very host over TLS (RFC 6265bis §4.1.3.2); plain HTTP cannot have that. */
function sessionCookie(isHttps: boolean): string {
  return isHttps ? '__Host-officer' : 'officer'
}

const options = (isHttps: boolean) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: isHttps }) as const

/** The session token the browser shows, if any. */
export function sessionToken(c: Context, isHttps: boolean): string | undefined {
  return getCookie(c, sessionCookie(isHttps))
}

export function keepSession(c: Context, token: string, isHttps: boolean): void {
  const maxAge = SESSION_LIFETIME / SECOND
  setCookie(c, sessionCookie(isHttps), token, { ...options(isHttps), maxAge })
}

export function dropSession(c: Context, isHttps: boolean): void {
  deleteCookie(c, sessionCookie(isHttps), options(isHttps))
}

export function keepLanguage(c: Context, locale: Locale, isHttps: boolean): void {
  setCookie(c, LANGUAGE_COOKIE, locale, { ...options(isHttps), maxAge: LANGUAGE_SECONDS })
}

import type { Language } from '#portal/language.ts'
import { online, openTestPortal, PHONE_FORM, VISIT_TOKEN, visit } from '#test/portal.ts'

const refuse = { kind: 'bad-signature' } as const
const remembered = { ...visit, isRemembered: true, says: 'Reply <b>&"' }

/** Every page of the portal in a language, with what is odd about each put on show. */
export async function everyPage(lang: Language): Promise<Map<string, Response>> {
  const kind = openTestPortal()
  const shut = openTestPortal({
    readRedirect: async () => refuse,
    visit: async () => undefined,
    sendCode: async () => ({ kind: 'too-many', retryAfterMs: 61_000 }),
    status: async () => ({ kind: 'unknown' }),
  })
  const odd = openTestPortal({
    readRedirect: async () => ({ kind: 'visit', visit: remembered }),
    sendCode: async () => ({ kind: 'too-many', retryAfterMs: 61_000 }),
    proveCode: async () => ({ kind: 'wrong-code', triesLeft: 1 }),
    proveVoucher: async () => ({ kind: 'spent-voucher' }),
    proveDevice: async () => ({ kind: 'not-remembered' }),
    status: async () => ({ kind: 'known', access: { ...online, state: 'waiting' } }),
    end: async () => ({ kind: 'unanswered' }),
  })
  const form = { ...PHONE_FORM, lang }
  const asks: readonly (readonly [string, Promise<Response>])[] = [
    ['sign-in', kind.get(`/hotspot/g?lang=${lang}`)],
    ['sign-in again', kind.get(`/sign-in?visit=${VISIT_TOKEN}&lang=${lang}`)],
    ['remembered', odd.get(`/hotspot/g?lang=${lang}`)],
    ['phone errors', kind.post('/sign-in/phone', { visit: VISIT_TOKEN, phone: '0162123', lang })],
    ['too many', odd.post('/sign-in/phone', form)],
    ['code', kind.post('/sign-in/phone', { ...form, remember: '1' })],
    ['wrong code', odd.post('/sign-in/code', { ...form, code: '123456' })],
    ['voucher errors', kind.post('/sign-in/voucher', { visit: VISIT_TOKEN, lang })],
    ['spent voucher', odd.post('/sign-in/voucher', { ...form, voucher: 'ABCD' })],
    ['device', odd.post('/sign-in/device', { visit: VISIT_TOKEN, lang })],
    ['online', kind.get(`/online?lang=${lang}`)],
    ['status', kind.get(`/status/t?lang=${lang}`)],
    ['waiting', odd.get(`/status/t?lang=${lang}`)],
    ['end', odd.post('/status/t/end', { lang })],
    ['no status', shut.get(`/status/t?lang=${lang}`)],
    ['services', kind.get(`/services?lang=${lang}&visit=${VISIT_TOKEN}`)],
    ['results', kind.get(`/services?q=so+do&lang=${lang}&status=t`)],
    ['no results', kind.get(`/services?q=xyzzy&lang=${lang}`)],
    ['service', kind.get(`/services/1.001193?lang=${lang}`)],
    ['home', kind.get(`/?lang=${lang}`)],
    ['privacy', kind.get(`/privacy?lang=${lang}&visit=${VISIT_TOKEN}`)],
    ['terms', kind.get(`/terms?lang=${lang}`)],
    ['refusal', shut.get(`/hotspot/g?lang=${lang}`)],
    ['expired', shut.post('/sign-in/phone', form)],
    ['not found', kind.get(`/nowhere?lang=${lang}`)],
  ]
  const pages = new Map<string, Response>()
  for (const [name, ask] of asks) pages.set(name, await ask)
  return pages
}

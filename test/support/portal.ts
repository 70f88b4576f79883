import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { portalApp } from '#portal/app.ts'
import { parseLegalTerms } from '#portal/legal.ts'
import type { About, Access, PortalPorts, PortalVisit } from '#portal/ports.ts'
import { CONSENT_VERSION } from '#portal/problem.ts'
import { silentLog } from '#src/kernel/log.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { loadCatalogue } from '#src/services/service-seed.ts'

const legal = parseLegalTerms(JSON.parse(readFileSync('data/seed/legal-parameters.json', 'utf8')))

export const catalogue = loadCatalogue()

export const about: About = {
  operator: { vi: 'Thành phố Quảng Ninh', en: 'Quảng Ninh City' },
  codeDigits: 6,
  codeMinutes: 10,
  rememberDays: 30,
  legal,
  isDemo: false,
}

/** As long as a sealed visit is, and as hard to compress. */
export const VISIT_TOKEN = createHash('shake256', { outputLength: 350 })
  .update('visit')
  .digest('base64url')

export const visit: PortalVisit = {
  token: VISIT_TOKEN,
  site: 'Quảng trường 30/10',
  gatewayHost: '10.5.50.1',
  isRemembered: false,
}

export const LOGIN_URL = 'http://10.5.50.1/login?username=w-1&password=2'

export const online: Access = {
  state: 'online',
  plan: PUBLIC_PLAN,
  site: 'Quảng trường 30/10',
  day: { seconds: 18_720, octets: 1_240_000_000 },
  month: {},
  stay: { seconds: 4_860 },
  devices: 1,
  session: {
    startedAt: Date.parse('2026-11-22T04:05:00Z'),
    seconds: 2_340,
    octetsIn: 31_000_000,
    octetsOut: 412_000_000,
  },
}

/** Ports that say yes to everything; a test answers the ones it is about. */
export function kindPorts(answers: Partial<PortalPorts> = {}): PortalPorts {
  return {
    readRedirect: async () => ({ kind: 'visit', visit }),
    visit: async (token) => (token === VISIT_TOKEN ? visit : undefined),
    sendCode: async () => ({ kind: 'sent' }),
    proveCode: async () => ({ kind: 'granted', location: LOGIN_URL }),
    proveVoucher: async () => ({ kind: 'granted', location: LOGIN_URL }),
    proveDevice: async () => ({ kind: 'granted', location: LOGIN_URL }),
    status: async () => ({ kind: 'known', access: online }),
    end: async () => ({ kind: 'ended' }),
    catalogue,
    countOpening: async () => undefined,
    about,
    log: silentLog,
    ...answers,
  }
}

export const PHONE_FORM = {
  visit: VISIT_TOKEN,
  phone: '0912 345 678',
  consent: CONSENT_VERSION,
} as const

/** A portal over those ports, and a phone that asks it. */
export function openTestPortal(answers: Partial<PortalPorts> = {}) {
  const app = portalApp(kindPorts(answers))
  return {
    app,
    get: async (path: string, headers: Record<string, string> = {}) =>
      app.request(path, { headers }),
    post: async (path: string, fields: Record<string, string>) =>
      app.request(path, { method: 'POST', body: new URLSearchParams(fields) }),
  }
}

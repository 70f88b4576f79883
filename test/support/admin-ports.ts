import type { AdminPorts, GatewayRow, Overview, SessionRow } from '#src/admin/ports.ts'
import type { Push } from '#src/fleet/push-store.ts'
import type { Gateway, GatewayDraft } from '#src/gateways/gateway.ts'
import { VENDOR_DEFAULTS } from '#src/gateways/gateway.ts'
import { DAY, HOUR, MINUTE } from '#src/kernel/clock.ts'
import type { Prefix } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { AuditStore } from '#src/officers/audit-store.ts'
import { officerRecordSchema, type Role } from '#src/officers/officer.ts'
import { OfficerStore } from '#src/officers/officer-store.ts'
import { totpCode, totpStep } from '#src/officers/totp.ts'
import { seedCommunes, seedSites } from '#src/places/place-seed.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { Collection } from '#src/store/collection.ts'
import type { VoucherCode } from '#src/vouchers/voucher.ts'
import { openTestStore, standingClock } from './house.ts'
import { fakePlaces } from './places.ts'
import { fakePlans, GUESTS } from './plans.ts'
import { fakeRadius } from './radius-state.ts'
import { fakeStrangers } from './strangers.ts'
import { usageReport } from './usage-report.ts'

export const PASSWORD = 'sóng phủ khắp vịnh biển'

const SITES = seedSites({ isDemo: true })

/** A console over believable answers: officers and the audit trail are real, the rest is made up. */
export function openTestConsole(given: Partial<AdminPorts> = {}) {
  const store = openTestStore()
  const clock = standingClock(Date.parse('2026-11-22T05:00:00Z'))
  const audit = new AuditStore(store.database, store.keyring)
  const records = new Collection(store.folder, 'officers', officerRecordSchema, store.database)
  const officers = new OfficerStore(records, { ...store, clock, entropy: systemEntropy, audit })
  const ports: AdminPorts = {
    ...answers(clock),
    officers,
    audit: {
      list: async (page) => audit.list(page),
      verify: () => audit.verify(),
    },
    audited: async (actor, work, tell) =>
      store.database.transaction(() => {
        const value = work()
        const told = tell(value)
        if (told) audit.append({ at: clock(), actor, detail: {}, ...told })
        return value
      }),
    ...given,
  }
  return { ports, clock, audit, officers, ...store }
}

type TestConsole = ReturnType<typeof openTestConsole>

/** Enrols an officer as a person would, and gives what signing in takes. */
export async function enrol({ officers, clock }: TestConsole, role: Role, id: string = role) {
  const invitation = officers.invite({ id, name: `Officer ${id}`, role }, 'test')
  if (invitation.kind !== 'invited') throw new Error(invitation.kind)
  const secret = officers.invitation(invitation.token)?.totpSecret
  if (!secret) throw new Error('no enrolment')
  const code = () => totpCode(secret, totpStep(clock()))
  const accepted = await officers.accept(invitation.token, { password: PASSWORD, code: code() })
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  return { id, code, secret, token: accepted.sessionToken }
}

function answers(clock: () => number): Omit<AdminPorts, 'officers' | 'audit' | 'audited'> {
  const gateways = new Map(fakeGateways(clock()).map((row) => [row.gateway.id, row]))
  const pushes = new Map<number, Push>([[7, { ...PUSH, startedAt: clock() - HOUR }]])
  return {
    clock,
    log: silentLog,
    isHttps: false,
    isDemo: true,
    enter: () => undefined,
    voucherLink: (code) => `https://wifi.example/?voucher=${code}`,
    places: fakePlaces(SITES),
    plans: fakePlans(),
    overview: async () => fakeOverview(clock()),
    gateways: {
      list: async () => [...gateways.values()],
      find: async (id) => gateways.get(id),
      add: (draft) => {
        if (gateways.has(draft.id)) return { kind: 'id-taken' }
        const gateway = gatewayOf(draft, clock())
        gateways.set(draft.id, rowOf(gateway, 0, undefined))
        return { kind: 'added', gateway }
      },
      change: (id, policy) => {
        const row = gateways.get(id)
        if (row) gateways.set(id, { ...row, gateway: { ...row.gateway, ...policy } })
        return row?.gateway
      },
      bind: (id, radsec) => {
        const row = gateways.get(id)
        if (!row) return { kind: 'unknown' }
        const { radsec: _, ...rest } = row.gateway
        gateways.set(id, { ...row, gateway: radsec ? { ...rest, radsec } : rest })
        return { kind: 'bound' }
      },
      remove: (id) => gateways.delete(id),
      config: async ({ id }) => ({ fileName: `${id}.rsc`, text: RSC }),
    },
    strangers: fakeStrangers(clock()),
    radius: fakeRadius(clock()),
    sessions: {
      live: async ({ gateway, limit }) =>
        fakeSessions(clock())
          .filter((row) => !gateway || row.gateway === gateway)
          .slice(0, limit),
      countLive: async () => 312,
      find: async (id) => {
        const [newest, ...others] = fakeSessions(clock())
        const row = [newest, ...others].find((row) => row?.id === id)
        // Whoever is newest came from the gateway of the next.
        const visit = row === newest ? [others[0], newest].filter((stay) => stay !== undefined) : []
        const more = { plan: GUESTS, isSlowed: true, visit, rememberedUntil: clock() + 30 * DAY }
        return row && { ...row, ...more }
      },
      forgetDevice: () => true,
      end: async () => ({ kind: 'ack' }),
    },
    refusals: async () => [
      { at: clock() - 2 * MINUTE, gateway: 'gw-01', userName: 'v8k2-qp7m', reason: 'expired' },
      { at: clock() - HOUR, gateway: 'gw-04', userName: 'x3nn-1bd0', reason: 'time-spent' },
    ],
    vouchers: {
      batches: async () => [batch(clock())],
      issue: () => ({ batch: batch(clock()), codes: CODES }),
      sheet: async (id) => (id === 3 ? { batch: batch(clock()), codes: CODES } : undefined),
    },
    devices: {
      plan: async () => ({ kind: 'planned', lines: LINES, notes: [] }),
      push: async (gateway) => {
        pushes.set(8, { ...PUSH, id: 8, gateway, startedAt: clock() })
        return { kind: 'started', id: 8 }
      },
      pushOf: async (id) => pushes.get(id),
      pushes: async () => [...pushes.values()],
    },
    services: async () => [
      {
        id: '1.004194',
        name: { vi: 'Đăng ký khai sinh', en: 'Birth registration' },
        group: { vi: 'Hộ tịch', en: 'Civil status' },
        opens: 418,
      },
      {
        id: '1.009994',
        name: { vi: 'Cấp giấy phép xây dựng', en: 'Building permit' },
        group: { vi: 'Xây dựng', en: 'Building' },
        opens: 96,
      },
    ],
    usage: {
      of: async (month) => usageReport(month, clock()),
      document: async (month, format) => `${format} of ${month}`,
    },
  }
}

const LINES = [
  '+ /ip/hotspot/walled-garden dichvucong.gov.vn dst-host=dichvucong.gov.vn action=allow',
  '~ /ip/hotspot/profile hsprof1 login-by: cookie,http-chap → http-pap',
  '~ /radius phu-song secret=(secret)',
  '- /ip/hotspot/walled-garden old.example.vn',
]
const PUSH: Push = {
  id: 7,
  gateway: 'gw-01',
  actor: 'lan.nguyen',
  startedAt: 0,
  finishedAt: 1,
  outcome: 'applied',
  says: '4 changes, read back from the device',
  steps: LINES.map((line) => ({ line, state: 'taken' })),
}
const RSC = '/radius add address=10.0.0.2 service=hotspot secret=7KXMP2QA9RTD\n'
const CODES = Array.from({ length: 9 }, (_, i) => `7KXMP2QA9RT${'ABCDEFGHJ'[i]}` as VoucherCode)

function batch(now: number) {
  return {
    id: 3,
    plan: 'public',
    note: 'Quầy lễ tân bảo tàng',
    issuedBy: 'lan.nguyen',
    issuedAt: now - 26 * HOUR,
    expiresAt: now + 700 * HOUR,
    count: 9,
    redeemed: 4,
  }
}

function fakeGateways(now: number): GatewayRow[] {
  return SITES.slice(0, 14).map((site, i) => {
    const id = `gw-${String(i + 1).padStart(2, '0')}`
    const vendor = i % 3 === 2 ? 'chilli' : 'mikrotik'
    const address = `10.20.${i}.2/32` as Prefix
    const gateway = gatewayOf({ id, address, vendor, site: site.id }, now - 900 * HOUR)
    const api = { host: `10.20.${i}.2`, port: 8728, user: 'phu-song', password: new Secret('x') }
    const row = vendor === 'mikrotik' ? { ...gateway, api } : gateway
    return rowOf(row, (i * 37) % 61, i === 5 ? now - 3 * HOUR : now - i * 20_000)
  })
}

function gatewayOf(draft: GatewayDraft, addedAt: number): Gateway {
  return {
    ...VENDOR_DEFAULTS[draft.vendor],
    messageAuthenticator: 'required',
    limitProxyState: true,
    secret: new Secret('MADE-UP-SECRET-OF-A-GATEWAY'),
    ...draft,
    addedAt,
  }
}

function rowOf(gateway: Gateway, online: number, lastHeardAt: number | undefined): GatewayRow {
  const site = SITES.find(({ id }) => id === gateway.site)
  const commune = seedCommunes().find(({ id }) => id === site?.commune)
  const names = { siteName: site?.name ?? '', communeName: commune?.fullName ?? '' }
  return { gateway, ...names, online, lastHeardAt }
}

export function fakeSessions(now: number): SessionRow[] {
  return Array.from({ length: 24 }, (_, i) => ({
    id: 9000 - i,
    gateway: `gw-${String((i % 14) + 1).padStart(2, '0')}`,
    site: SITES[i % 14]?.id ?? '',
    acctSessionId: `8${i}`,
    acctMultiSessionId: undefined,
    grant: i,
    person: i,
    device: i,
    userName: `v${i}k2-qp7m`,
    framedIp: `10.5.50.${i + 10}`,
    nasAddress: '10.0.0.1',
    startedAt: now - (i + 1) * 97_000,
    updatedAt: now - 20_000,
    stoppedAt: undefined,
    stopCause: undefined,
    seconds: i * 97,
    octetsIn: (i + 1) * 1_400_000,
    octetsOut: (i + 1) * 17_300_000,
    siteName: SITES[i % 14]?.name ?? '',
    planName: PUBLIC_PLAN.name,
  }))
}

export function fakeOverview(now: number): Overview {
  const hour = Math.floor(now / HOUR) * HOUR
  return {
    online: 312,
    gateways: { heard: 41, all: 42 },
    today: { sessions: 4213, octetsIn: 41e9, octetsOut: 612e9, refusals: 37 },
    hours: Array.from({ length: 24 }, (_, i) => ({
      hour: hour - (23 - i) * HOUR,
      sessions: Math.round(120 + 110 * Math.sin((i - 9) / 3.6) + (i % 5) * 9),
      octets: i * 3e9,
    })),
    arrivals: fakeSessions(now).slice(0, 8),
    silent: [{ id: 'gw-06', lastHeardAt: now - 3 * HOUR }],
    strangers: 2,
  }
}

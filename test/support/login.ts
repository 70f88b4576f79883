import type { Credential, Visit } from '#src/hotspot/visit.ts'
import { HOUR } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Mac, parseMac } from '#src/kernel/mac.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Used } from '#src/kernel/usage.ts'
import { Arrivals } from '#src/login/arrivals.ts'
import { CredentialStore } from '#src/login/credential-store.ts'
import { GrantClasses } from '#src/login/grant-class.ts'
import { GrantStore } from '#src/login/grant-store.ts'
import { LOGIN_LIMITS } from '#src/login/limits.ts'
import type { LoginPorts } from '#src/login/ports.ts'
import { RefusalStore } from '#src/login/refusal-store.ts'
import { AlarmStore } from '#src/people/alarm-store.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import { PhoneCodeStore } from '#src/people/phone-code-store.ts'
import type { Opening } from '#src/places/opening-hours.ts'
import { type Plan, PUBLIC_PLAN } from '#src/plans/plan.ts'
import type { AccessRequest, DisconnectOutcome } from '#src/radius/message.ts'
import type { Session } from '#src/sessions/session.ts'
import { SlowedStore } from '#src/sessions/slowed-store.ts'
import { type Disk, systemDisk } from '#src/store/disk.ts'
import { VoucherStore } from '#src/vouchers/voucher-store.ts'
import { openTestStore, standingClock } from './house.ts'

export const lan = parsePhone('0912 345 678') as Phone
export const consent = { version: '2026-11', remember: false }
export const GUEST_PLAN: Plan = { ...PUBLIC_PLAN, id: 'guest', sessionMinutes: 60, dayMinutes: 90 }

/** A phone at gateway `hg-1`; each call is a new visit of the same device unless told otherwise. */
export function visitAs(changes: Partial<Visit> = {}): Visit {
  return {
    id: `v-${visits++}`,
    gateway: 'hg-1',
    mac: parseMac('5c:1d:d9:20:a0:c1') as Mac,
    ip: undefined,
    loginUrl: 'http://10.5.50.1/login',
    challenge: { kind: 'pap' },
    error: undefined,
    ...changes,
  }
}
let visits = 0

/** The n-th phone in the square. */
export function macNumber(n: number): Mac {
  return parseMac(n.toString(16).padStart(12, '02')) as Mac
}

/** What the gateway asks once the phone has brought it a credential. */
export function requestWith(
  { userName, password }: Credential,
  visit: Visit,
  changes: Partial<AccessRequest> = {},
): AccessRequest {
  return {
    nas: {
      id: visit.gateway,
      vendor: 'mikrotik',
      secret: new Secret('s'),
      messageAuthenticator: 'required',
      limitProxyState: true,
    },
    userName,
    callingStation: visit.mac,
    framedIp: undefined,
    acctSessionId: '80000001',
    proof: { kind: 'pap', password: Buffer.from(password) },
    ...changes,
  }
}

/** Everything login needs, real but for the carrier, the gateways and the accounting. */
export function openTestLogin(changes: Partial<LoginPorts> = {}, disk: Disk = systemDisk) {
  const store = openTestStore(disk)
  const { database, keyring, commit, journal, behind } = store
  const clock = standingClock()
  const entropy = systemEntropy
  const inbox: { to: Phone; code: string; language: string }[] = []
  const world = {
    isCarrierUp: true,
    used: { seconds: 0, octets: 0 } as Used,
    session: undefined as Session | undefined,
    /** What else the person has open. */
    others: [] as Session[],
    plans: [PUBLIC_PLAN, GUEST_PLAN],
    opening: { isOpen: true, closesAt: Number.POSITIVE_INFINITY } as Opening,
    gatewayAnswer: { kind: 'ack' } as DisconnectOutcome,
    disconnected: [] as Session[],
    /** Which gateways ask by a device's address. */
    macAuth: new Set<string>(),
    communes: new Map([
      ['hon-gai', '06652'],
      ['bai-chay', '06676'],
    ]),
  }
  const grants = new GrantStore(database)
  const classes = new GrantClasses(keyring)
  const credentials = new CredentialStore(database, { keyring, journal, grants, classes })
  const refusals = new RefusalStore(database, keyring, behind)
  behind.follow(journal, [credentials, refusals])
  const ports: LoginPorts = {
    commit,
    keyring,
    clock,
    entropy,
    log: silentLog,
    limits: LOGIN_LIMITS,
    gateways: {
      find: (id) => {
        const site = { hg: 'hon-gai', bc: 'bai-chay' }[id.split('-')[0] ?? '']
        return site === undefined
          ? undefined
          : ({ id, site, macAuth: world.macAuth.has(id) } as never)
      },
    },
    plans: { find: (id) => world.plans.find((plan) => plan.id === id) },
    people: new PeopleStore(database, keyring),
    alarms: new AlarmStore(database),
    communeOf: (site) => world.communes.get(site),
    codes: new PhoneCodeStore(database, keyring),
    vouchers: new VoucherStore(database, { keyring, clock, entropy }),
    grants,
    credentials,
    classes,
    refusals,
    deliver: async (to, code, language) => {
      if (!world.isCarrierUp) throw new Fault('sms/undelivered')
      inbox.push({ to, code, language })
    },
    used: () => ({ day: world.used, month: world.used }),
    liveOfPerson: () =>
      [...(world.session ? [world.session] : []), ...world.others].filter(
        ({ stoppedAt }) => stoppedAt === undefined,
      ),
    openingAt: () => world.opening,
    arrivals: new Arrivals(),
    slowed: new SlowedStore(database),
    sessionOfGrant: (grant) => (world.session?.grant === grant ? world.session : undefined),
    disconnect: async (session) => {
      world.disconnected.push(session)
      return world.gatewayAnswer
    },
    ...changes,
  }
  const rows = (table: string) => {
    behind.settle()
    return database.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0
  }
  return {
    ...store,
    clock,
    inbox,
    world,
    ports,
    rows,
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

/** A session the grant opened an hour ago, last heard of ten minutes ago. */
export function sessionOf(grant: number, now: number, changes: Partial<Session> = {}): Session {
  return {
    id: 1,
    gateway: 'hg-1',
    site: 'hon-gai',
    acctSessionId: '80000001',
    acctMultiSessionId: undefined,
    grant,
    person: 1,
    device: 1,
    userName: 'w-1',
    framedIp: '10.5.50.20',
    nasAddress: '10.0.0.1',
    startedAt: now - HOUR,
    updatedAt: now - HOUR / 6,
    stoppedAt: undefined,
    stopCause: undefined,
    seconds: 3000,
    octetsIn: 1_000_000,
    octetsOut: 9_000_000,
    ...changes,
  }
}

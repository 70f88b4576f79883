import type { AdminPorts, GatewayRow, ServiceRow } from '#src/admin/ports.ts'
import type { Gateway } from '#src/gateways/gateway.ts'
import { Fault } from '#src/kernel/fault.ts'
import { type Month, monthBounds, monthOf } from '#src/kernel/period.ts'
import { AlarmStore } from '#src/people/alarm-store.ts'
import type { ForwardingServer } from '#src/proxy/forwarding-server.ts'
import type { RadiusServer } from '#src/radius/server.ts'
import { usageOf } from '#src/reports/usage.ts'
import { USAGE_DOCUMENTS } from '#src/reports/usage-documents.ts'
import { UsageReportStore } from '#src/reports/usage-store.ts'
import { byGroup } from '#src/services/catalogue.ts'
import type { City } from './city.ts'
import { isManageable, openDevices } from './devices.ts'
import type { House } from './house.ts'
import { overviewOf } from './overview.ts'
import { portalOf } from './portal-ports.ts'
import { sessionDetail, sessionRow } from './session-row.ts'
import { knocking } from './strangers.ts'

/** What the console shares with the other doors of one server. */
type Doors = Pick<AdminPorts, 'isDemo' | 'enter'> & {
  readonly counters: RadiusServer['counters']
  readonly forwarding: Pick<ForwardingServer, 'state'>
}

/** Answers the console's questions from a house on this machine. */
export function adminPorts(
  house: House,
  city: City,
  { isDemo, enter, counters, forwarding }: Doors,
): AdminPorts {
  return {
    clock: house.clock,
    log: house.log,
    isHttps: house.config.adminUrl.protocol === 'https:',
    isDemo,
    enter,
    voucherLink: (code) => `${portalOf(house)}/?${new URLSearchParams({ voucher: code })}`,
    officers: house.officers,
    audited: async (actor, work, tell) => house.audited(actor, work, tell),
    audit: {
      list: async (page) => house.audit.list(page),
      verify: () => house.audit.verify(),
    },
    places: {
      communes: async () => house.places.communes(),
      sites: async () => house.places.sites(),
      setOpeningHours: (site, hours) => house.places.setOpeningHours(site, hours),
    },
    plans: {
      list: async () => house.plans.all(),
      add: (plan) => house.plans.add(plan),
      change: (plan) => house.plans.change(plan),
      remove: (id) => house.plans.remove(id, (plan) => house.vouchers.countGood(plan)),
    },
    overview: async () => overviewOf(house, city),
    gateways: gatewayPorts(house),
    strangers: {
      list: async () => knocking(house),
      ignore: (address, isIgnored) => house.strangers.ignore(address, isIgnored),
    },
    radius: {
      counters: async () => counters(),
      forwarding: async () => forwarding.state(),
      unreachable: async () => city.enforcement.unreachable(),
      alarms: async (limit) => new AlarmStore(house.database).recent(limit),
    },
    sessions: sessionPorts(house, city),
    refusals: async (query) => city.refusals.recent(query),
    vouchers: voucherPorts(house),
    devices: devicePorts(house),
    services: async () => services(house),
    usage: usagePorts(house),
  }
}

function gatewayPorts(house: House): AdminPorts['gateways'] {
  const rows = (gateways: readonly Gateway[]): GatewayRow[] => {
    const online = house.sessions.countLiveByGateway()
    const words = house.gatewayWords.all()
    return gateways.map((gateway) => {
      const site = house.places.site(gateway.site)
      return {
        gateway,
        siteName: site?.name ?? gateway.site,
        communeName: (site && house.places.commune(site.commune)?.fullName) ?? '',
        online: online.get(gateway.id) ?? 0,
        lastHeardAt: words.get(gateway.id),
      }
    })
  }
  return {
    list: async () => rows(house.gateways.all()),
    find: async (id) => {
      const gateway = house.gateways.find(id)
      return gateway && rows([gateway])[0]
    },
    add: (draft) => house.gateways.add(draft),
    change: (id, policy) => house.gateways.change(id, policy),
    bind: (id, radsec) => house.gateways.bind(id, radsec),
    remove: (id) => house.gateways.remove(id),
    config: async (gateway) => {
      try {
        return openDevices(house).config(gateway)
      } catch (error) {
        if (error instanceof Fault && error.code === 'config/invalid')
          return { says: error.message }
        throw error
      }
    },
  }
}

function sessionPorts(house: House, city: City): AdminPorts['sessions'] {
  return {
    live: async (filter) =>
      house.sessions.live(filter).map((session) => sessionRow(house, city, session)),
    countLive: async (filter) => house.sessions.countLive(filter),
    find: async (id) => {
      const session = house.sessions.find(id)
      return session && sessionDetail(house, city, session)
    },
    forgetDevice: (device) => house.people.revokeDevice(device),
    end: async (id) => {
      const session = house.sessions.find(id)
      return session && session.stoppedAt === undefined ? city.end(session) : { kind: 'gone' }
    },
  }
}

function voucherPorts({ vouchers }: House): AdminPorts['vouchers'] {
  return {
    batches: async () => vouchers.batches(),
    issue: (draft) => vouchers.issue(draft),
    sheet: async (id) => {
      const batch = vouchers.find(id)
      return batch && { batch, codes: vouchers.codesOf(id) }
    },
  }
}

function devicePorts(house: House): AdminPorts['devices'] {
  const devices = openDevices(house)
  const manageable = (id: string) => {
    const gateway = house.gateways.find(id)
    return gateway && isManageable(gateway) ? gateway : undefined
  }
  return {
    plan: async (id, signal) => {
      const gateway = manageable(id)
      if (!gateway) return { kind: 'not-manageable' }
      try {
        return { kind: 'planned', ...(await devices.plan(gateway, signal)) }
      } catch (error) {
        if (error instanceof Fault) return { kind: 'unreachable', says: error.message }
        throw error
      }
    },
    push: async (id, actor) => {
      const gateway = manageable(id)
      if (!gateway) return { kind: 'not-manageable' }
      const start = devices.startPush(gateway, { actor, signal: new AbortController().signal })
      if (start.kind === 'started') start.ended.catch((error) => pushFailed(house, id, error))
      return start
    },
    pushOf: async (id) => devices.pushes.find(id),
    pushes: async ({ gateway, limit }) => devices.pushes.recent(limit, gateway),
  }
}

function pushFailed({ log }: House, gateway: string, error: unknown): void {
  log('fleet.push-broke', { gateway, says: (error as Error).message })
}

/** This month's openings of each public service. */
function services({ catalogue, openings, clock }: House): ServiceRow[] {
  const { from, to } = monthBounds(monthOf(clock()))
  const counts = new Map<string, number>()
  for (const { service, opens } of openings.between(from, to)) {
    counts.set(service, (counts.get(service) ?? 0) + opens)
  }
  return byGroup(catalogue).flatMap(({ group, services: members }) =>
    members.map(({ id, name }) => ({ id, name, group: group.name, opens: counts.get(id) ?? 0 })),
  )
}

function usagePorts(house: House): AdminPorts['usage'] {
  const figures = new UsageReportStore(house.database)
  const of = async (month: Month) => usageOf(month, { ...house, figures }, house.clock())
  return { of, document: async (month, format) => USAGE_DOCUMENTS[format](await of(month)) }
}

import type { Overview } from '#src/admin/ports.ts'
import { HOUR, MINUTE, type Millis } from '#src/kernel/clock.ts'
import { hourOf, midnightOf } from '#src/kernel/period.ts'
import type { City } from './city.ts'
import type { House } from './house.ts'
import { sessionRow } from './session-row.ts'
import { knocking } from './strangers.ts'

/** A gateway that reports every five minutes and missed three reports is worth a look. */
const SILENT_AFTER: Millis = 15 * MINUTE
const HOURS_SHOWN = 24
const ARRIVALS_SHOWN = 10

/** What the console's first page shows: a handful of small reads, whatever the city's size. */
export function overviewOf(house: House, city: City): Overview {
  const now = house.clock()
  const midnight = midnightOf(now)
  const { heard, silent } = gatewaysHeard(house)
  const used = house.usage.hoursSince(Math.min(midnight, hourOf(now) - (HOURS_SHOWN - 1) * HOUR))
  const byHour = new Map(used.map((row) => [row.hour, row]))
  const today = used.filter(({ hour }) => hour >= midnight)

  return {
    online: house.sessions.countLive(),
    gateways: { heard: heard.length, all: heard.length + silent.length },
    today: {
      sessions: sum(today, ({ sessions }) => sessions),
      octetsIn: sum(today, ({ octetsIn }) => octetsIn),
      octetsOut: sum(today, ({ octetsOut }) => octetsOut),
      refusals: city.refusals.countSince(midnight),
    },
    hours: Array.from({ length: HOURS_SHOWN }, (_, i) => {
      const hour = hourOf(now) - (HOURS_SHOWN - 1 - i) * HOUR
      const { sessions = 0, octetsIn = 0, octetsOut = 0 } = byHour.get(hour) ?? {}
      return { hour, sessions, octets: octetsIn + octetsOut }
    }),
    arrivals: house.sessions
      .live({ limit: ARRIVALS_SHOWN })
      .map((session) => sessionRow(house, city, session)),
    silent: silent.sort((a, b) => (a.lastHeardAt ?? 0) - (b.lastHeardAt ?? 0)),
    strangers: knocking(house).filter(({ isIgnored }) => !isIgnored).length,
  }
}

/** The gateways that were heard of late, and those that were not, or never. */
export function gatewaysHeard({ clock, gateways, gatewayWords }: House) {
  const now = clock()
  const words = gatewayWords.all()
  const all = gateways.all().map(({ id }) => ({ id, lastHeardAt: words.get(id) }))
  const { heard = [], silent = [] } = Object.groupBy(all, ({ lastHeardAt = 0 }) =>
    now - lastHeardAt > SILENT_AFTER ? 'silent' : 'heard',
  )
  return { heard, silent }
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0)
}

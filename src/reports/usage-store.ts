import { type Month, monthBounds } from '#src/kernel/period.ts'
import type { Database } from '#src/store/database.ts'

/** How many different people and devices. */
export type Heads = { readonly people: number; readonly devices: number }

/** What one site did in a month, with what was seen there. */
export type SiteFigures = Heads & {
  readonly site: string
  readonly sessions: number
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
  readonly serviceOpenings: number
}

/** Reads the roll-ups for the month's report. */
export class UsageReportStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Makes every figure `read` asks for one of the same instant. */
  consistently<T>(read: () => T): T {
    return this.#database.snapshot(read)
  }

  /** Every site that did anything in the month, also one that is in no list of places any more. */
  sites(month: Month): SiteFigures[] {
    const { from, to } = monthBounds(month)
    return this.#database.all<SiteFigures>(
      `SELECT site, sum(sessions) AS sessions, sum(seconds) AS seconds, sum(octets_in) AS octetsIn,
         sum(octets_out) AS octetsOut, sum(people) AS people, sum(devices) AS devices,
         sum(opens) AS serviceOpenings
       FROM (
         SELECT site, sum(sessions) AS sessions, sum(seconds) AS seconds,
           sum(octets_in) AS octets_in, sum(octets_out) AS octets_out,
           0 AS people, 0 AS devices, 0 AS opens
         FROM usage_hour WHERE hour >= ?1 AND hour < ?2 GROUP BY site
         UNION ALL
         SELECT site, 0, 0, 0, 0, sum(kind = 'person'), sum(kind = 'device'), 0
         FROM presence WHERE month = ?3 GROUP BY site
         UNION ALL
         SELECT site, 0, 0, 0, 0, 0, 0, sum(opens)
         FROM service_opening WHERE hour >= ?1 AND hour < ?2 GROUP BY site
       ) GROUP BY site`,
      from,
      to,
      month,
    )
  }

  /**
   * Different people and devices by area, each counted once however many of the area's sites it was at.
   * `areas` says which area a site is in; sites in none count together under `''`.
   */
  heads(month: Month, areas: ReadonlyMap<string, string>): ReadonlyMap<string, Heads> {
    const rows = this.#database.all<Heads & { area: string }>(
      `WITH place (site, area) AS MATERIALIZED (SELECT key, value FROM json_each(?2))
       SELECT area, sum(kind = 'person') AS people, sum(kind = 'device') AS devices
       FROM (
         SELECT DISTINCT coalesce(area, '') AS area, kind, subject
         FROM presence LEFT JOIN place ON place.site = presence.site WHERE month = ?1
       ) GROUP BY area`,
      month,
      JSON.stringify(Object.fromEntries(areas)),
    )
    return new Map(rows.map(({ area, people, devices }) => [area, { people, devices }]))
  }

  /** Different people and devices in the whole city. */
  headsOfCity(month: Month): Heads {
    const all = this.#database.get<Heads>(
      `SELECT sum(kind = 'person') AS people, sum(kind = 'device') AS devices
       FROM (SELECT DISTINCT kind, subject FROM presence WHERE month = ?)`,
      month,
    )
    return { people: all?.people ?? 0, devices: all?.devices ?? 0 }
  }
}

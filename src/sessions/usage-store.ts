import type { Millis } from '#src/kernel/clock.ts'
import { type Day, dayOf, type Month, monthOf } from '#src/kernel/period.ts'
import type { Database } from '#src/store/database.ts'

/** What was used, both directions together. */
export type Used = { readonly seconds: number; readonly octets: number }

/** What a person has used of the day and of the month in Việt Nam that hold an instant. */
export type UsedOf = { readonly day: Used; readonly month: Used }

/** What a site carried in one clock hour. May be negative: a late word moves usage between hours. */
type HourUsage = {
  readonly hour: Millis
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
}

/** Usage rolled up by site and hour and by person and day, and who was where in which month. */
export class UsageStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** What a person has used of this day and month, by the last word of each gateway. */
  used(person: number, now: Millis): UsedOf {
    const today = dayOf(now)
    const days = this.#database.all<Used & { day: Day }>(
      'SELECT day, seconds, octets FROM usage_day WHERE person = ? AND day BETWEEN ? AND ?',
      person,
      `${monthOf(now)}-01`,
      `${monthOf(now)}-31`,
    )
    return { day: sumOf(days.filter(({ day }) => day === today)), month: sumOf(days) }
  }

  /** What the whole city carried in each clock hour since then, oldest first; idle hours are absent. */
  hoursSince(from: Millis): (HourUsage & { readonly sessions: number })[] {
    return this.#database.all(
      `SELECT hour, sum(sessions) AS sessions, sum(seconds) AS seconds,
         sum(octets_in) AS octetsIn, sum(octets_out) AS octetsOut
       FROM usage_hour WHERE hour >= ? GROUP BY hour ORDER BY hour`,
      from,
    )
  }

  /** Adds to what a site carried in an hour. */
  addToHour(site: string, { hour, seconds, octetsIn, octetsOut }: HourUsage): void {
    this.#database.run(
      `INSERT INTO usage_hour (site, hour, seconds, octets_in, octets_out) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds,
         octets_in = octets_in + excluded.octets_in, octets_out = octets_out + excluded.octets_out`,
      site,
      hour,
      seconds,
      octetsIn,
      octetsOut,
    )
  }

  /** Counts sessions that started in an hour: one more, or one less when a start moves. */
  addStarted(site: string, hour: Millis, sessions: 1 | -1): void {
    this.#database.run(
      `INSERT INTO usage_hour (site, hour, sessions) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions`,
      site,
      hour,
      sessions,
    )
  }

  /** Adds to what a person used in a day. */
  addToDay(person: number, day: Day, { seconds, octets }: Used): void {
    this.#database.run(
      `INSERT INTO usage_day (person, day, seconds, octets) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds,
         octets = octets + excluded.octets`,
      person,
      day,
      seconds,
      octets,
    )
  }

  /** Notes that somebody, or some device, was at a site in a month. */
  addPresence(month: Month, site: string, kind: 'person' | 'device', subject: number): void {
    this.#database.run(
      'INSERT INTO presence (month, site, kind, subject) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      month,
      site,
      kind,
      subject,
    )
  }
}

function sumOf(days: readonly Used[]): Used {
  const sum = { seconds: 0, octets: 0 }
  for (const { seconds, octets } of days) {
    sum.seconds += seconds
    sum.octets += octets
  }
  return sum
}

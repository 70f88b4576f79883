import type { Millis } from '#src/kernel/clock.ts'
import { type Day, dayOf, type Month } from '#src/kernel/period.ts'
import type { Used, UsedSoFar } from '#src/kernel/usage.ts'
import type { Tell, Write } from '#src/store/batch.ts'
import type { Database } from '#src/store/database.ts'
import type { Pending, WriteBehind } from '#src/store/write-behind.ts'
import { type PresenceKind, Presences } from './presences.ts'
import { monthIn, nothingOn, type UsedAsOf, usedSoFar, withDay } from './used.ts'
import { UsedAtHand } from './used-at-hand.ts'

/** What a site carried in one clock hour. May be negative: a late word moves usage between hours. */
type HourUsage = {
  readonly hour: Millis
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
}

type SiteHour = { -readonly [Field in keyof HourUsage]: HourUsage[Field] } & {
  readonly site: string
  sessions: number
}
/** What is on its way to the database, which has it once its journal stands at `entry`. */
type Leaving = {
  readonly entry: number
  readonly days: ReadonlyMap<Day, ReadonlyMap<number, Used>>
}
const NOTHING_LEAVING: Leaving = { entry: 0, days: new Map() }

type Nullable<T> = { readonly [Field in keyof T]: T[Field] | null }
type Summed = { -readonly [Field in keyof Used]: Used[Field] }
type DayRow = Used & { readonly day: Day }

/**
 * Usage rolled up by site and hour and by person and day, and who was where in which month. What is
 * added is summed in memory until it is taken to the database.
 */
export class UsageStore implements Pending {
  readonly #database: Database
  readonly #behind: Pick<WriteBehind, 'catchUp'>
  /** By hour and site, and by day and person: of hours and days there are few. */
  #hours = new Map<Millis, Map<string, SiteHour>>()
  #days = new Map<Day, Map<number, Summed>>()
  readonly #presences = new Presences()
  #leaving: Leaving = NOTHING_LEAVING
  readonly #atHand = new UsedAtHand()
  #nothing = nothingOn('' as Day)

  constructor(database: Database, behind: Pick<WriteBehind, 'catchUp'>) {
    this.#database = database
    this.#behind = behind
  }

  /** What a person has used of this day and month, by the last word of each gateway. */
  used(person: number, now: Millis): UsedSoFar {
    const today = dayOf(now)
    const known = this.#atHand.find(person)
    if (known?.today === today) return usedSoFar(known)
    const used = this.#read(person, today)
    this.#atHand.keep(person, used)
    return usedSoFar(used)
  }

  /** What the whole city carried in each clock hour since then, oldest first; idle hours are absent. */
  hoursSince(from: Millis): (HourUsage & { readonly sessions: number })[] {
    this.#behind.catchUp()
    return this.#database.all(
      `SELECT hour, sum(sessions) AS sessions, sum(seconds) AS seconds,
         sum(octets_in) AS octetsIn, sum(octets_out) AS octetsOut
       FROM usage_hour WHERE hour >= ? GROUP BY hour ORDER BY hour`,
      from,
    )
  }

  /** Adds to what a site carried in an hour. */
  addToHour(site: string, usage: HourUsage): void {
    const held = this.#hour(site, usage.hour)
    held.seconds += usage.seconds
    held.octetsIn += usage.octetsIn
    held.octetsOut += usage.octetsOut
  }

  /** Counts sessions that started in an hour: one more, or one less when a start moves. */
  addStarted(site: string, hour: Millis, sessions: 1 | -1): void {
    this.#hour(site, hour).sessions += sessions
  }

  /** Adds to what a person used in a day. */
  addToDay(person: number, day: Day, used: Used): void {
    const people = within(this.#days, day)
    const held = people.get(person)
    if (held) {
      held.seconds += used.seconds
      held.octets += used.octets
    } else {
      people.set(person, { ...used })
    }

    const known = this.#atHand.find(person)
    if (known) this.#atHand.keep(person, withDay(known, day, used))
  }

  /** Notes that somebody, or some device, was at a site in a month. */
  addPresence(month: Month, site: string, kind: PresenceKind, subject: number): void {
    this.#presences.add(month, site, kind, subject)
  }

  get isEmpty(): boolean {
    return this.#hours.size + this.#days.size === 0 && this.#presences.isEmpty
  }

  leave(entry: number): Tell {
    const [hours, days] = [this.#hours, this.#days]
    this.#leaving = { entry, days }
    this.#hours = new Map()
    this.#days = new Map()
    const presences = this.#presences.leave()
    return () => writesOf(hours, days, presences())
  }

  written(): void {
    this.#leaving = NOTHING_LEAVING
  }

  /** In one look, so that what is on its way is either in the rows or still to be added to them. */
  #read(person: number, today: Day): UsedAsOf {
    const month = monthIn(today)
    const rows = this.#database.all<{ entry: number } & Nullable<DayRow>>(
      `SELECT entry, day, seconds, octets FROM journal
       LEFT JOIN usage_day ON person = ? AND day BETWEEN ? AND ?`,
      person,
      `${month}-01`,
      `${month}-31`,
    )
    let all = this.#nothingOn(today)
    for (const { day, seconds, octets } of rows) {
      if (day !== null) all = withDay(all, day, { seconds: seconds ?? 0, octets: octets ?? 0 })
    }
    const hasLeft = (rows[0]?.entry ?? 0) >= this.#leaving.entry
    for (const days of hasLeft ? [this.#days] : [this.#leaving.days, this.#days]) {
      for (const [day, people] of days) {
        const used = people.get(person)
        if (used) all = withDay(all, day, used)
      }
    }
    return all
  }

  /** One for all who have used nothing: most have not when they come. */
  #nothingOn(today: Day): UsedAsOf {
    if (this.#nothing.today !== today) this.#nothing = nothingOn(today)
    return this.#nothing
  }

  /** What is pending of a site's hour. */
  #hour(site: string, hour: Millis): SiteHour {
    const sites = within(this.#hours, hour)
    const held = sites.get(site)
    if (held) return held
    const begun = { site, hour, sessions: 0, seconds: 0, octetsIn: 0, octetsOut: 0 }
    sites.set(site, begun)
    return begun
  }
}

/** What is held under a key, from now on. */
function within<Key, Inner, Value>(maps: Map<Key, Map<Inner, Value>>, key: Key): Map<Inner, Value> {
  const held = maps.get(key)
  if (held) return held
  const begun = new Map<Inner, Value>()
  maps.set(key, begun)
  return begun
}

function* writesOf(
  hours: ReadonlyMap<Millis, ReadonlyMap<string, SiteHour>>,
  days: Leaving['days'],
  presences: Iterable<Write>,
): Iterable<Write> {
  for (const sites of hours.values()) {
    for (const hour of sites.values()) yield hourWrite(hour)
  }
  for (const [day, people] of days) {
    for (const [person, used] of people) yield dayWrite(person, day, used)
  }
  yield* presences
}

function hourWrite({ site, hour, sessions, seconds, octetsIn, octetsOut }: SiteHour): Write {
  return [
    `INSERT INTO usage_hour (site, hour, sessions, seconds, octets_in, octets_out)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions,
       seconds = seconds + excluded.seconds, octets_in = octets_in + excluded.octets_in,
       octets_out = octets_out + excluded.octets_out`,
    site,
    hour,
    sessions,
    seconds,
    octetsIn,
    octetsOut,
  ]
}

function dayWrite(person: number, day: Day, { seconds, octets }: Used): Write {
  return [
    `INSERT INTO usage_day (person, day, seconds, octets) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds,
       octets = octets + excluded.octets`,
    person,
    day,
    seconds,
    octets,
  ]
}

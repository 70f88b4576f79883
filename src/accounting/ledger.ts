import { type Millis, SECOND } from '#src/kernel/clock.ts'
import { dayOf, hourOf } from '#src/kernel/period.ts'
import type { Database } from '#src/store/database.ts'
import { type Slice, spread } from './spread.ts'

/** Numbers by name, such as `{ seconds, octetsIn, octetsOut }`. */
export type Figures = Readonly<Record<string, number>>

/** What can be recomputed: sessions by id, hours by `site hour`, days by `person day`. */
export type Ledger = {
  readonly session: ReadonlyMap<string, Figures>
  readonly usage_hour: ReadonlyMap<string, Figures>
  readonly usage_day: ReadonlyMap<string, Figures>
}

/** A row that is not what the raw records say. Absent means that one side has no such row. */
export type Discrepancy = {
  readonly table: keyof Ledger
  readonly key: string
  readonly held: Figures | undefined
  readonly recounted: Figures | undefined
}

/** Compares sessions and roll-ups with a recount. A sound ledger answers with nothing. */
export function verify(database: Database): Discrepancy[] {
  const [held, recounted] = database.snapshot(() => [heldBy(database), recount(database)] as const)
  return (['session', 'usage_hour', 'usage_day'] as const).flatMap((table) => {
    const keys = new Set([...held[table].keys(), ...recounted[table].keys()])
    return [...keys]
      .map((key) => ({
        table,
        key,
        held: held[table].get(key),
        recounted: recounted[table].get(key),
      }))
      .filter((row) => !isSame(row.held, row.recounted))
  })
}

/**
 * Adds up every raw record from the first, knowing nothing of how accounting did it: of a session's row
 * it reads whose it is and where, of the roll-ups and the merge nothing.
 */
export function recount(database: Database): Ledger {
  const session = new Map<string, Figures>()
  const hours = new Map<string, Figures>()
  const days = new Map<string, Figures>()

  for (const { id, site, person, words } of wordsBySession(database)) {
    const { used, startedAt, slices } = addUp(words)
    session.set(String(id), used)
    add(hours, `${site} ${hourOf(startedAt)}`, { sessions: 1 })
    for (const { hour, ...slice } of slices) {
      add(hours, `${site} ${hour}`, slice)
      const { seconds, octetsIn, octetsOut } = slice
      const octets = octetsIn + octetsOut
      if (person !== null) add(days, `${person} ${dayOf(hour)}`, { seconds, octets })
    }
  }
  return { session, usage_hour: hours, usage_day: days }
}

type RawWord = {
  readonly at: Millis
  readonly rank: number
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
  readonly hasGigawords: number
}
type Words = [RawWord, ...RawWord[]]
type Told = {
  readonly id: number
  readonly site: string
  readonly person: number | null
  readonly words: Words
}

/** Each session's words in turn, by the session's own clock. */
function* wordsBySession(database: Database): Generator<Told> {
  const rows = database.each<{ id: number; site: string; person: number | null; text: string }>(
    'SELECT id, site, person, words AS text FROM session',
  )
  for (const { text, ...session } of rows) {
    const lines = text.split('\n').slice(0, -1)
    const [first, ...others] = lines.map(rawWord).sort(bySessionClock)
    if (first) yield { ...session, words: [first, ...others] }
  }
}

const RANKS: Readonly<Record<string, number>> = { start: 0, interim: 1, stop: 2 }

function rawWord(line: string): RawWord {
  const [status = '', ...numbers] = line.split(' ')
  const [at = 0, seconds = 0, octetsIn = 0, octetsOut = 0, hasGigawords = 0] = numbers
    .slice(0, 5)
    .map(Number)
  return { at, rank: RANKS[status] ?? 0, seconds, octetsIn, octetsOut, hasGigawords }
}

function bySessionClock(a: RawWord, b: RawWord): number {
  return (
    a.seconds - b.seconds ||
    a.at - b.at ||
    a.rank - b.rank ||
    a.octetsIn - b.octetsIn ||
    a.octetsOut - b.octetsOut ||
    a.hasGigawords - b.hasGigawords
  )
}

function addUp(words: Words) {
  const slices: Slice[] = []
  let used = { seconds: 0, octetsIn: 0, octetsOut: 0 }
  let startedAt = Number.POSITIVE_INFINITY
  for (const word of words) {
    const isLater = word === words[0] || word.seconds > used.seconds
    const next = {
      seconds: Math.max(used.seconds, word.seconds),
      octetsIn: larger(used.octetsIn, word.octetsIn, word, isLater),
      octetsOut: larger(used.octetsOut, word.octetsOut, word, isLater),
    }
    const seconds = next.seconds - used.seconds
    const octetsIn = next.octetsIn - used.octetsIn
    const octetsOut = next.octetsOut - used.octetsOut
    slices.push(...spread({ until: word.at, seconds, octetsIn, octetsOut }))
    startedAt = Math.min(startedAt, word.at - word.seconds * SECOND)
    used = next
  }
  return { used, startedAt, slices }
}

const ROUND = 2 ** 32

/** A 32-bit counter is taken to be in the round nearest to what it was, and never to go back. */
function larger(held: number, said: number, word: RawWord, isLater: boolean): number {
  if (word.hasGigawords) return Math.max(held, said)
  const here = Math.floor(held / ROUND) * ROUND + said
  if (held - here > ROUND / 2) return isLater ? here + ROUND : held
  return here - held > ROUND / 2 && !isLater ? held : Math.max(held, here)
}

function heldBy(database: Database): Ledger {
  const OCTETS = 'octets_in AS octetsIn, octets_out AS octetsOut'
  const read = (sql: string) =>
    new Map(
      database.all<Figures & { key: string }>(sql).map(({ key, ...figures }) => [key, figures]),
    )

  return {
    session: read(`SELECT CAST(id AS TEXT) AS key, seconds, ${OCTETS} FROM session`),
    usage_hour: read(
      `SELECT site || ' ' || hour AS key, sessions, seconds, ${OCTETS} FROM usage_hour`,
    ),
    usage_day: read(`SELECT person || ' ' || day AS key, seconds, octets FROM usage_day`),
  }
}

function add(rows: Map<string, Figures>, key: string, figures: Figures): void {
  const row = { ...rows.get(key) }
  for (const [name, figure] of Object.entries(figures)) row[name] = (row[name] ?? 0) + figure
  rows.set(key, row)
}

/** What is absent is zero: a roll-up may keep a row that came to nothing. */
function isSame(a: Figures = {}, b: Figures = {}): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => (a[name] ?? 0) === (b[name] ?? 0))
}

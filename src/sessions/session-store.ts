import { DAY, HOUR, type Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import type { WriteBehind } from '#src/store/write-behind.ts'
import type { Epoch } from './epoch.ts'
import type { Session } from './session.ts'
import { visitOf } from './visit.ts'

/** How far around a session the others of its visit are looked for, and how many of them. */
const VISIT_SEEN_MS: Millis = DAY
const VISIT_SESSIONS_MAX = 100

type Place = { readonly gateway?: string; readonly site?: string }

/** One page of live sessions, newest first. `after` is the last id of the page before. */
type LivePage = Place & {
  readonly after?: number
  readonly limit: number
}

const COLUMNS = `
  id, gateway, site, acct_session_id AS acctSessionId,
  acct_multi_session_id AS acctMultiSessionId, access_grant AS "grant", person, device,
  user_name AS userName, framed_ip AS framedIp, nas_address AS nasAddress, started_at AS startedAt, updated_at AS updatedAt,
  stopped_at AS stoppedAt, stop_cause AS stopCause, stop_inferred AS stopInferred,
  seconds, octets_in AS octetsIn, octets_out AS octetsOut`

type Nullable<T> = {
  readonly [Field in keyof T]: undefined extends T[Field]
    ? Exclude<T[Field], undefined> | null
    : T[Field]
}
type EpochRow = Nullable<Session> & { readonly stopInferred: number }

/**
 * Who is online and who was, as the database has it. What a page or a command reads is first caught up
 * with what the serving process has pending; what `LiveSessions` reads and writes is not.
 */
export class SessionStore {
  readonly #database: Database
  readonly #behind: Pick<WriteBehind, 'catchUp' | 'landed'>

  constructor(database: Database, behind: Pick<WriteBehind, 'catchUp' | 'landed'>) {
    this.#database = database
    this.#behind = behind
  }

  /** Live sessions, newest first, a page at a time. */
  live({ after = Number.MAX_SAFE_INTEGER, limit, ...place }: LivePage): Session[] {
    const { where, values } = liveAt(place)
    return this.#newest(`${where} AND id < ? ORDER BY id DESC LIMIT ?`, ...values, after, limit)
  }

  find(id: number): Epoch | undefined {
    return this.#newest('WHERE id = ?', id)[0]
  }

  /** The newest session a grant opened: what a resident's status page shows. */
  ofGrant(grant: number): Epoch | undefined {
    return this.#newest('WHERE access_grant = ? ORDER BY id DESC LIMIT 1', grant)[0]
  }

  /** Everything a person has open now, on all devices and gateways. */
  liveOfPerson(person: number): Epoch[] {
    return this.#newest('WHERE person = ? AND stopped_at IS NULL ORDER BY started_at', person)
  }

  /** A person's sessions, live and closed, newest first. */
  ofPerson(person: number, limit: number): Session[] {
    return this.#newest('WHERE person = ? ORDER BY started_at DESC, id DESC LIMIT ?', person, limit)
  }

  /** The visit a session is part of, the eldest session first, as far as it is within a day of this one. */
  visitOf(session: Session): Session[] {
    const { person = null, device = null, acctMultiSessionId = null, startedAt } = session
    const near = [startedAt - VISIT_SEEN_MS, startedAt + VISIT_SEEN_MS, VISIT_SESSIONS_MAX]
    const when = 'started_at BETWEEN ? AND ? ORDER BY started_at DESC LIMIT ?'
    return visitOf(session, [
      ...this.#newest(`WHERE person = ? AND device = ? AND ${when}`, person, device, ...near),
      ...this.#newest(
        `WHERE gateway = ? AND acct_multi_session_id = ? AND ${when}`,
        ...[session.gateway, acctMultiSessionId],
        ...near,
      ),
    ])
  }

  /** How many are live: everywhere, or of one gateway, or of one site. */
  countLive(place: Place = {}): number {
    this.#behind.catchUp()
    const { where, values } = liveAt(place)
    const sql = `SELECT count(*) AS live FROM session ${where}`
    return this.#database.get<{ live: number }>(sql, ...values)?.live ?? 0
  }

  /** Live sessions by gateway; a gateway with none is absent. */
  countLiveByGateway(): ReadonlyMap<string, number> {
    this.#behind.catchUp()
    const rows = this.#database.all<{ gateway: string; live: number }>(
      'SELECT gateway, count(*) AS live FROM session WHERE stopped_at IS NULL GROUP BY gateway',
    )
    return new Map(rows.map(({ gateway, live }) => [gateway, live]))
  }

  /** The sessions that went by this Acct-Session-Id on this gateway, as ids are used again. */
  epochs(gateway: string, acctSessionId: string): Epoch[] {
    return this.#newest(
      'WHERE gateway = ? AND acct_session_id = ? ORDER BY started_at',
      gateway,
      acctSessionId,
    )
  }

  /** Those of an Acct-Session-Id that began within `nearMs` of an instant, as written. */
  near(gateway: string, acctSessionId: string, startedAt: Millis, nearMs: Millis): Epoch[] {
    return this.#written(
      'WHERE gateway = ? AND acct_session_id = ? AND started_at BETWEEN ? AND ? ORDER BY started_at',
      gateway,
      acctSessionId,
      startedAt - nearMs,
      startedAt + nearMs,
    )
  }

  /** Every live session, as written. */
  *eachLive(): IterableIterator<Epoch> {
    const rows = this.#database.each<EpochRow>(
      `SELECT ${COLUMNS} FROM session WHERE stopped_at IS NULL`,
    )
    for (const row of rows) yield epochOfRow(row)
  }

  /** Every ended session that shares its Acct-Session-Id with a live one begun so near, as written. */
  *eachBesideLive(nearMs: Millis): IterableIterator<Epoch> {
    const rows = this.#database.each<EpochRow>(
      `SELECT ${COLUMNS} FROM session WHERE id IN (
         SELECT other.id FROM session AS live CROSS JOIN session AS other
         ON other.gateway = live.gateway AND other.acct_session_id = live.acct_session_id
           AND other.started_at BETWEEN live.started_at - ?1 AND live.started_at + ?1
         WHERE live.stopped_at IS NULL AND other.stopped_at IS NOT NULL)`,
      nearMs,
    )
    for (const row of rows) yield epochOfRow(row)
  }

  /** No session began after this, as written: each counts in the hour it began in. */
  latestStart(): Millis {
    const row = this.#database.get<{ hour: Millis | null }>(
      'SELECT max(hour) AS hour FROM usage_hour',
    )
    return row?.hour == null ? Number.NEGATIVE_INFINITY : row.hour + HOUR
  }

  /** The largest number a session has. */
  lastId(): number {
    return this.#database.get<{ id: number | null }>('SELECT max(id) AS id FROM session')?.id ?? 0
  }

  /** Every word of a session that is written, one a line; what is on its way is waited for. */
  wordsOf(id: number): string {
    this.#behind.landed()
    const sql = 'SELECT words FROM session WHERE id = ?'
    return this.#database.get<{ words: string }>(sql, id)?.words ?? ''
  }

  #newest(where: string, ...values: (string | number | null)[]): Epoch[] {
    this.#behind.catchUp()
    return this.#written(where, ...values)
  }

  #written(where: string, ...values: (string | number | null)[]): Epoch[] {
    return this.#database
      .all<EpochRow>(`SELECT ${COLUMNS} FROM session ${where}`, ...values)
      .map(epochOfRow)
  }
}

/** Only what is asked stands in the query: that is how the index of a gateway's sessions is found. */
function liveAt({ gateway, site }: Place) {
  const asked = [
    ...(gateway === undefined ? [] : [{ clause: ' AND gateway = ?', value: gateway }]),
    ...(site === undefined ? [] : [{ clause: ' AND site = ?', value: site }]),
  ]
  const where = `WHERE stopped_at IS NULL${asked.map(({ clause }) => clause).join('')}`
  return { where, values: asked.map(({ value }) => value) }
}

/** Field by field, not by spreading: every packet comes through here. */
function epochOfRow(row: EpochRow): Epoch {
  return {
    id: row.id,
    gateway: row.gateway,
    site: row.site,
    acctSessionId: row.acctSessionId,
    acctMultiSessionId: row.acctMultiSessionId ?? undefined,
    grant: row.grant ?? undefined,
    person: row.person ?? undefined,
    device: row.device ?? undefined,
    userName: row.userName,
    framedIp: row.framedIp ?? undefined,
    nasAddress: row.nasAddress,
    startedAt: row.startedAt,
    updatedAt: row.updatedAt,
    stoppedAt: row.stoppedAt ?? undefined,
    stopCause: row.stopCause ?? undefined,
    seconds: row.seconds,
    octetsIn: row.octetsIn,
    octetsOut: row.octetsOut,
    isStopInferred: row.stopInferred === 1,
  }
}

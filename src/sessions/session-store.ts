import type { Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'
import type { Session } from './session.ts'

/** A session as accounting keeps it: it also knows whether its end was said or concluded. */
export type Epoch = Session & { readonly isStopInferred: boolean }

/** A session before it has a number. */
export type EpochDraft = Omit<Epoch, 'id'>

type Place = { readonly gateway?: string; readonly site?: string }

/** One page of live sessions, newest first. `after` is the last id of the page before. */
type LivePage = Place & {
  readonly after?: number
  readonly limit: number
}

const COLUMNS = `
  id, gateway, site, acct_session_id AS acctSessionId, access_grant AS "grant", person, device,
  user_name AS userName, framed_ip AS framedIp, nas_address AS nasAddress, started_at AS startedAt, updated_at AS updatedAt,
  stopped_at AS stoppedAt, stop_cause AS stopCause, stop_inferred AS stopInferred,
  seconds, octets_in AS octetsIn, octets_out AS octetsOut`

type Nullable<T> = {
  readonly [Field in keyof T]: undefined extends T[Field]
    ? Exclude<T[Field], undefined> | null
    : T[Field]
}
type EpochRow = Nullable<Session> & { readonly stopInferred: number }

/** Who is online and who was. Written by accounting alone, in the transaction of the record. */
export class SessionStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Live sessions, newest first, a page at a time. */
  live({ after = Number.MAX_SAFE_INTEGER, limit, ...place }: LivePage): Session[] {
    const { where, values } = liveAt(place)
    return this.#many(`${where} AND id < ? ORDER BY id DESC LIMIT ?`, ...values, after, limit)
  }

  find(id: number): Epoch | undefined {
    return this.#many('WHERE id = ?', id)[0]
  }

  /** The newest session a grant opened: what a resident's status page shows. */
  ofGrant(grant: number): Epoch | undefined {
    return this.#many('WHERE access_grant = ? ORDER BY id DESC LIMIT 1', grant)[0]
  }

  /** Everything a person has open now, on all devices and gateways. */
  liveOfPerson(person: number): Epoch[] {
    return this.#many('WHERE person = ? AND stopped_at IS NULL ORDER BY started_at', person)
  }

  /** A person's sessions, live and closed, newest first. */
  ofPerson(person: number, limit: number): Session[] {
    return this.#many('WHERE person = ? ORDER BY started_at DESC, id DESC LIMIT ?', person, limit)
  }

  /** How many are live: everywhere, or of one gateway, or of one site. */
  countLive(place: Place = {}): number {
    const { where, values } = liveAt(place)
    const sql = `SELECT count(*) AS live FROM session ${where}`
    return this.#database.get<{ live: number }>(sql, ...values)?.live ?? 0
  }

  /** Live sessions by gateway; a gateway with none is absent. */
  countLiveByGateway(): ReadonlyMap<string, number> {
    const rows = this.#database.all<{ gateway: string; live: number }>(
      'SELECT gateway, count(*) AS live FROM session WHERE stopped_at IS NULL GROUP BY gateway',
    )
    return new Map(rows.map(({ gateway, live }) => [gateway, live]))
  }

  /**
   * The sessions that went by this Acct-Session-Id on this gateway, as ids are used again. `started`
   * asks for those that began in it, both ends included.
   */
  epochs(
    gateway: string,
    acctSessionId: string,
    started = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER },
  ): Epoch[] {
    return this.#many(
      'WHERE gateway = ? AND acct_session_id = ? AND started_at BETWEEN ? AND ? ORDER BY started_at',
      gateway,
      acctSessionId,
      started.from,
      started.to,
    )
  }

  /** Adds a session and tells its number. */
  add(epoch: EpochDraft): number {
    return this.#database.run(
      `INSERT INTO session (gateway, site, acct_session_id, access_grant, person, device, user_name,
         framed_ip, nas_address, started_at, updated_at, stopped_at, stop_cause, stop_inferred, seconds,
         octets_in, octets_out)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      epoch.gateway,
      epoch.site,
      epoch.acctSessionId,
      epoch.grant ?? null,
      epoch.person ?? null,
      epoch.device ?? null,
      epoch.userName,
      epoch.framedIp ?? null,
      epoch.nasAddress,
      epoch.startedAt,
      epoch.updatedAt,
      epoch.stoppedAt ?? null,
      epoch.stopCause ?? null,
      epoch.isStopInferred ? 1 : 0,
      epoch.seconds,
      epoch.octetsIn,
      epoch.octetsOut,
    ).id
  }

  /** Replaces what was known of a session. An interim word touches no index. */
  update(before: Epoch, epoch: Epoch): void {
    this.#database.run(
      `UPDATE session SET framed_ip = ?, updated_at = ?, seconds = ?, octets_in = ?, octets_out = ?
       WHERE id = ?`,
      epoch.framedIp ?? null,
      epoch.updatedAt,
      epoch.seconds,
      epoch.octetsIn,
      epoch.octetsOut,
      epoch.id,
    )
    if (INDEXED.some((field) => before[field] !== epoch[field])) this.#updateIndexed(epoch)
  }

  /** Ends what a gateway's restart ended, each session at its last word; tells which. */
  endLost(gateway: string, startedBefore: Millis, notHeardSince: Millis): Epoch[] {
    return this.#changed(
      `UPDATE session SET stopped_at = updated_at, stop_cause = 'NAS-Reboot', stop_inferred = 1
       WHERE gateway = ? AND stopped_at IS NULL AND started_at < ? AND updated_at <= ?
       RETURNING ${COLUMNS}`,
      gateway,
      startedBefore,
      notHeardSince,
    )
  }

  /** Ends one live session at its last word, as concluded; nothing when it had ended. */
  endGone(id: number, cause: string): Epoch | undefined {
    return this.#changed(
      `UPDATE session SET stopped_at = updated_at, stop_cause = ?, stop_inferred = 1
       WHERE id = ? AND stopped_at IS NULL RETURNING ${COLUMNS}`,
      cause,
      id,
    )[0]
  }

  #updateIndexed(epoch: Epoch): void {
    this.#database.run(
      `UPDATE session SET access_grant = ?, person = ?, device = ?, started_at = ?, stopped_at = ?,
         stop_cause = ?, stop_inferred = ? WHERE id = ?`,
      epoch.grant ?? null,
      epoch.person ?? null,
      epoch.device ?? null,
      epoch.startedAt,
      epoch.stoppedAt ?? null,
      epoch.stopCause ?? null,
      epoch.isStopInferred ? 1 : 0,
      epoch.id,
    )
  }

  #changed(sql: string, ...values: (string | number | null)[]): Epoch[] {
    return this.#database.all<EpochRow>(sql, ...values).map(epochOfRow)
  }

  #many(where: string, ...values: (string | number | null)[]): Epoch[] {
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

const INDEXED = [
  'grant',
  'person',
  'device',
  'startedAt',
  'stoppedAt',
  'stopCause',
  'isStopInferred',
] as const

/** Field by field, not by spreading: every packet comes through here. */
function epochOfRow(row: EpochRow): Epoch {
  return {
    id: row.id,
    gateway: row.gateway,
    site: row.site,
    acctSessionId: row.acctSessionId,
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

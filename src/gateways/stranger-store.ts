import { type Clock, DAY, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import type { Database, Row } from '#src/store/database.ts'
import type { GroupCommit } from '#src/store/group-commit.ts'
import { type Claims, claimsOf, parseMake, type Stranger } from './stranger.ts'

/** How far the counts on disk may lag: one small write a stranger in that time, however it floods. */
const LAG: Millis = 30 * SECOND
/** A source address is easily forged, so the inbox has an end. */
const KEPT_MAX = 200
/** One that fell silent has been set right, or was none. */
const KEPT_FOR: Millis = 7 * DAY

/** What was heard of an address since it was last written. */
type Heard = {
  auth: number
  acct: number
  firstHeardAt: Millis
  lastHeardAt: Millis
  writtenAt: Millis
}

/**
 * Who knocked without being a gateway: an inbox for officers. Nobody in it is ever answered.
 *
 * A flood from forged addresses costs a bounded number of rows and writes. It displaces addresses that
 * knocked once; a gateway that keeps trying stays.
 */
export class StrangerStore {
  readonly #database: Database
  readonly #commit: GroupCommit
  readonly #clock: Clock
  /** The longest silent first. */
  readonly #heard = new Map<Ip, Heard>()

  constructor(database: Database, { commit, clock }: { commit: GroupCommit; clock: Clock }) {
    this.#database = database
    this.#commit = commit
    this.#clock = clock
  }

  /** Somebody unknown sent this to that port. Cheap; nothing waits for it. */
  note(address: Ip, port: 'auth' | 'acct', datagram: Buffer): void {
    const now = this.#clock()
    const heard = this.#heard.get(address) ?? this.#newcomer(now)
    if (!heard) return
    heard[port]++
    heard.lastHeardAt = now
    this.#heard.delete(address)
    this.#heard.set(address, heard)
    if (Math.abs(now - heard.writtenAt) >= LAG) this.#write(address, heard, claimsOf(datagram))
  }

  /** All that are kept, last heard first. The counts may lag half a minute. */
  all(): Stranger[] {
    const newest = 'SELECT * FROM stranger ORDER BY last_heard_at DESC, address'
    return this.#database.all(newest).map(strangerOf)
  }

  /** Puts one aside, or back among the others; false when it is not in that place. */
  ignore(address: Ip, isIgnored: boolean): boolean {
    const { changes } = this.#database.run(
      'UPDATE stranger SET is_ignored = ?2 WHERE address = ?1 AND is_ignored <> ?2',
      address,
      Number(isIgnored),
    )
    return changes > 0
  }

  /** Forgets whoever has been silent for a week. */
  tidy(): void {
    this.#database.run('DELETE FROM stranger WHERE last_heard_at < ?', this.#clock() - KEPT_FOR)
  }

  /** Room for one more, if there is any: who was heard within the lag keeps its place. */
  #newcomer(now: Millis): Heard | undefined {
    const fresh = { auth: 0, acct: 0, firstHeardAt: now, lastHeardAt: now, writtenAt: 0 }
    const [oldest] = this.#heard
    if (this.#heard.size < KEPT_MAX || !oldest) return fresh
    const [address, { lastHeardAt }] = oldest
    if (Math.abs(now - lastHeardAt) < LAG) return undefined
    this.#heard.delete(address)
    return fresh
  }

  #write(address: Ip, heard: Heard, claims: Claims | undefined): void {
    const { auth, acct, firstHeardAt, lastHeardAt } = heard
    Object.assign(heard, { auth: 0, acct: 0, writtenAt: lastHeardAt })
    const write = () => {
      this.#database.run(
        `INSERT INTO stranger (address, auth, acct, first_heard_at, last_heard_at,
           nas_identifier, nas_address, called_station, make, is_radius)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (address) DO UPDATE SET auth = auth + ?2, acct = acct + ?3, last_heard_at = ?5,
           nas_identifier = coalesce(?6, nas_identifier), nas_address = coalesce(?7, nas_address),
           called_station = coalesce(?8, called_station), make = coalesce(?9, make),
           is_radius = max(?10, is_radius)`,
        address,
        auth,
        acct,
        firstHeardAt,
        lastHeardAt,
        claims?.nasIdentifier ?? null,
        claims?.nasAddress ?? null,
        claims?.calledStation ?? null,
        claims?.make ?? null,
        Number(claims !== undefined),
      )
      this.#makeRoom()
    }
    // A disk that refused this is told of by the packets that are answered.
    this.#commit.run(write).catch(() => {
      heard.auth += auth
      heard.acct += acct
      heard.writtenAt = 0
    })
  }

  /** Past the end those go who knocked but once, then the longest silent. */
  #makeRoom(): void {
    this.#database.run(
      `DELETE FROM stranger WHERE address IN (
         SELECT address FROM stranger WHERE is_ignored = 0
         ORDER BY min(auth + acct, 2) DESC, last_heard_at DESC LIMIT -1 OFFSET ?)`,
      KEPT_MAX,
    )
  }
}

function strangerOf(row: Row): Stranger {
  const claims = {
    nasIdentifier: textIn(row, 'nas_identifier'),
    nasAddress: textIn(row, 'nas_address') as Ip | undefined,
    calledStation: textIn(row, 'called_station'),
    make: parseMake(row['make']),
  }
  return {
    address: row['address'] as Ip,
    auth: Number(row['auth']),
    acct: Number(row['acct']),
    firstHeardAt: Number(row['first_heard_at']),
    lastHeardAt: Number(row['last_heard_at']),
    claims,
    isRadius: row['is_radius'] === 1,
    isIgnored: row['is_ignored'] === 1,
  }
}

function textIn(row: Row, column: string): string | undefined {
  const value = row[column]
  return typeof value === 'string' ? value : undefined
}

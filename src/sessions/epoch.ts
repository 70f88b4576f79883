import type { Write } from '#src/store/batch.ts'
import type { Session } from './session.ts'

/** A session as accounting keeps it: it also knows whether its end was said or concluded. */
export type Epoch = Session & { readonly isStopInferred: boolean }

/** What adds a session with its words. */
export function insertOf(epoch: Epoch, words: string): Write {
  return [
    `INSERT INTO session (id, gateway, site, acct_session_id, acct_multi_session_id,
       access_grant, person, device, user_name, framed_ip, nas_address, started_at, updated_at, stopped_at, stop_cause,
       stop_inferred, seconds, octets_in, octets_out, words)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    epoch.id,
    epoch.gateway,
    epoch.site,
    epoch.acctSessionId,
    epoch.acctMultiSessionId ?? null,
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
    words,
  ]
}

/**
 * What replaces what was known of a session and adds to its words. Interim words touch no index. Without
 * words nothing was heard of it, and its end was concluded: a power failure ends tens of thousands so.
 */
export function updateOf(before: Epoch, epoch: Epoch, words: string): Write {
  if (words === '') return [CLOSED.sql, ...valuesOf(CLOSED, epoch), epoch.id]
  const update = updateFor(before, epoch)
  return [
    update.sql,
    ...valuesOf(update, epoch),
    epoch.framedIp ?? null,
    epoch.updatedAt,
    epoch.seconds,
    epoch.octetsIn,
    epoch.octetsOut,
    words,
    epoch.id,
  ]
}

/** What an update sets, in this order; an index is only touched by what is set. */
const WHOSE = {
  acctMultiSessionId: 'acct_multi_session_id',
  grant: 'access_grant',
  person: 'person',
  device: 'device',
  startedAt: 'started_at',
}
const END = { stoppedAt: 'stopped_at', stopCause: 'stop_cause', isStopInferred: 'stop_inferred' }

/** What every word adds to. */
const COUNTERS =
  'framed_ip = ?, updated_at = ?, seconds = ?, octets_in = ?, octets_out = ?, words = words || ?'

const CLOSED = updating(END)
const HEARD = updating({}, COUNTERS)
const ENDED = updating(END, COUNTERS)
const MOVED = updating({ ...WHOSE, ...END }, COUNTERS)

type Field = keyof typeof WHOSE | keyof typeof END
type Update = { readonly fields: readonly Field[]; readonly sql: string }

function updating(columns: Partial<Record<Field, string>>, ...others: string[]): Update {
  const fields = Object.keys(columns) as Field[]
  const sets = [...fields.map((field) => `${columns[field]} = ?`), ...others].join(', ')
  return { fields, sql: `UPDATE session SET ${sets} WHERE id = ?` }
}

/** The least that says what changed: most words only add to the counters, and one ends it. */
function updateFor(before: Epoch, after: Epoch): Update {
  const isOther = (field: string) => before[field as Field] !== after[field as Field]
  if (Object.keys(WHOSE).some(isOther)) return MOVED
  return Object.keys(END).some(isOther) ? ENDED : HEARD
}

function valuesOf({ fields }: Update, epoch: Epoch): (string | number | null)[] {
  return fields.map((field) => columnOf(epoch[field]))
}

function columnOf(field: string | number | boolean | undefined): string | number | null {
  return typeof field === 'boolean' ? Number(field) : (field ?? null)
}

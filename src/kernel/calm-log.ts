import { type Clock, MINUTE, type Millis } from './clock.ts'
import type { Log } from './log.ts'

/** Lines of one event in a minute. Past that an operator learns no more from the next. */
const LINES_MAX = 60

/**
 * A log that a flood cannot fill: strangers decide how often some events come about. Past 60 lines of
 * one event in a minute they are counted instead, and its next line says how many were left out.
 */
export function calmLog(log: Log, clock: Clock): Log {
  const minutes = new Map<string, { readonly since: Millis; lines: number }>()
  return (event, fields) => {
    const now = clock()
    const last = minutes.get(event)
    const isNew = !last || Math.abs(now - last.since) >= MINUTE
    const minute = isNew ? { since: now, lines: 0 } : last
    minutes.set(event, minute)
    if (++minute.lines > LINES_MAX) return

    const leftOut = isNew && last ? last.lines - LINES_MAX : 0
    log(event, leftOut > 0 ? { ...fields, leftOut } : fields)
  }
}

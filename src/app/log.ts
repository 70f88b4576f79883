import { calmLog } from '#src/kernel/calm-log.ts'
import type { Clock } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import { printable } from '#src/kernel/text.ts'

/**
 * One JSON line an event, on whatever `write` is. Text is made one line, so no value can forge another,
 * and no event can crowd out the rest.
 */
export function jsonLog(write: (line: string) => void, clock: Clock): Log {
  const writeLine: Log = (event, fields = {}) => {
    const safe = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? printable(value, 300) : value,
    ])
    const at = new Date(clock()).toISOString()
    write(`${JSON.stringify({ at, event, ...Object.fromEntries(safe) })}\n`)
  }
  return calmLog(writeLine, clock)
}

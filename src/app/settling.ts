import { type Millis, SECOND, systemTicks } from '#src/kernel/clock.ts'
import type { Journal } from '#src/store/journal.ts'
import type { House } from './house.ts'

/** How far the database may be behind: what other processes do not see yet. */
const BEHIND_MS: Millis = SECOND / 40

/** So many entries are not left to wait: nobody is answered while they are written, 2 to 3 ms. */
const TOGETHER = 256

/** A database that refuses is not tried again before. */
const RETRY_MS: Millis = SECOND / 4

/**
 * Settles often, and so little at a time that nobody waits for it. What fails is logged, once until it
 * changes, and tried again; what has gathered meanwhile is then one long write.
 */
export function settling(
  { behind, log }: Pick<House, 'behind' | 'log'>,
  journal: Pick<Journal, 'unsettled' | 'onApplied'>,
): Disposable {
  let said: string | undefined
  let notBefore: Millis = 0
  let soon: NodeJS.Immediate | undefined
  const settle = () => {
    soon = undefined
    if (systemTicks() < notBefore) return
    try {
      behind.settle()
      said = undefined
    } catch (error) {
      notBefore = systemTicks() + RETRY_MS
      const { message } = error as Error
      if (message !== said) log('app.settling-failed', { says: message })
      said = message
    }
  }
  const timer = setInterval(settle, BEHIND_MS)
  // Not within the call: those whose entries these are get their answers first.
  journal.onApplied(() => {
    if (journal.unsettled >= TOGETHER) soon ??= setImmediate(settle)
  })
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer)
      clearImmediate(soon)
    },
  }
}

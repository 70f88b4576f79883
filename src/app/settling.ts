import { type Millis, SECOND, systemTicks } from '#src/kernel/clock.ts'
import type { House } from './house.ts'

/** How far the database may be behind: what other processes do not see yet. In a quiet city, and at most. */
const SOON_MS: Millis = SECOND / 40
const LATE_MS: Millis = SECOND / 4

/** A settle is followed by so many times as long without one. */
const REST = 10

/**
 * Settles often while that costs little. Once it takes more than its share of the time, it waits for more
 * to come together: the more is settled at once, the less each entry costs.
 *
 * What fails is logged, once until it changes, and tried again.
 */
export function settling({ behind, log }: Pick<House, 'behind' | 'log'>): Disposable {
  let said: string | undefined
  let isOver = false
  const settle = async () => {
    const from = systemTicks()
    const isDone = await tried()
    const restMs = isDone ? (systemTicks() - from) * REST : LATE_MS
    if (!isOver) timer = setTimeout(settle, Math.min(Math.max(restMs, SOON_MS), LATE_MS))
  }
  const tried = async () => {
    try {
      await behind.settleAside()
      said = undefined
      return true
    } catch (error) {
      const { message } = error as Error
      if (message !== said) log('app.settling-failed', { says: message })
      said = message
      return false
    }
  }
  let timer = setTimeout(settle, SOON_MS)
  return {
    [Symbol.dispose]: () => {
      isOver = true
      clearTimeout(timer)
    },
  }
}

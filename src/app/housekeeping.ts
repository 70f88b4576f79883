import { Cron } from 'croner'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { House } from './house.ts'

/** How soon a running server adopts what a command decided beside it. Unknown gateways are looked up at once. */
const REFRESH_MS: Millis = SECOND

/**
 * What keeps itself in order: documents of other processes are adopted, and once an hour rows that
 * nobody needs any more are removed. What fails is logged, once until it
 * changes, and tried again: a document that cannot be read leaves what was read before in force.
 */
export function housekeeping(
  { refresh, log }: Pick<House, 'refresh' | 'log'>,
  tidy: () => Promise<void>,
  refreshMs = REFRESH_MS,
): Disposable {
  const failed = (error: unknown) =>
    log('app.housekeeping-failed', { says: (error as Error).message })
  let said: string | undefined
  const refreshing = setInterval(() => {
    try {
      refresh()
      said = undefined
    } catch (error) {
      const { message } = error as Error
      if (message !== said) failed(error)
      said = message
    }
  }, refreshMs)
  const hourly = new Cron('17 * * * *', { catch: failed }, tidy)
  return {
    [Symbol.dispose]() {
      clearInterval(refreshing)
      hourly.stop()
    },
  }
}

import { parseMac } from '#src/kernel/mac.ts'
import { forRole, type Route } from './door.ts'
import { refusalsPage } from './refusal-views.ts'

/** Older ones are found by the phone's own address. */
const ROWS_MAX = 200

/** Why a phone was not let in: what the help desk is asked. */
export const REFUSAL_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/refusals', async ({ c, ports, voice, page }) => {
    const typed = (c.req.query('mac') ?? '').trim()
    const mac = parseMac(typed)
    if (typed !== '' && !mac) {
      const fault = voice.t.refusals.badMac
      return page(refusalsPage(voice, { typed, rows: [], fault }), 422)
    }
    const rows = await ports.refusals({ ...(mac ? { mac } : {}), limit: ROWS_MAX })
    return page(refusalsPage(voice, { typed, rows }))
  }),
]

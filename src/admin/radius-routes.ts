import { isPartial } from '#src/http/htmx.ts'
import { forRole, type Route } from './door.ts'
import type { AdminPorts } from './ports.ts'
import { radiusNow, radiusPage } from './radius-views.ts'

const ALARMS_SHOWN = 20

/** How RADIUS itself is doing: what was answered and what was not, who cannot be reached. */
export const RADIUS_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/radius', async ({ c, ports, voice, page, fragment }) => {
    const state = await stateOf(ports)
    return isPartial(c) ? fragment(radiusNow(voice, state)) : page(radiusPage(voice, state))
  }),
]

async function stateOf({ radius }: AdminPorts) {
  const [counters, forwarding, unreachable, alarms] = await Promise.all([
    radius.counters(),
    radius.forwarding(),
    radius.unreachable(),
    radius.alarms(ALARMS_SHOWN),
  ])
  return { counters, forwarding, unreachable, alarms }
}

import { eventStream } from '#src/http/event-stream.ts'
import { sessionToken } from './cookies.ts'
import { forRole, type Route } from './door.ts'
import type { LiveOverview } from './live-overview.ts'
import { overviewPage } from './overview-views.ts'

/** The overview, and the stream that keeps it so. */
export function overviewRoutes(live: LiveOverview): readonly Route[] {
  return [
    forRole('viewer', 'GET', '/', async ({ ports, voice, page }) =>
      page(overviewPage(voice, await ports.overview())),
    ),

    forRole('viewer', 'GET', '/live', ({ c, ports, voice }) => {
      const token = sessionToken(c, ports.isHttps) ?? ''
      const isWelcome = () => ports.officers.officerOf(token, { isUse: false }) !== undefined
      const { signal } = c.req.raw
      return eventStream(live.watch(voice.locale, signal, isWelcome), signal)
    }),
  ]
}

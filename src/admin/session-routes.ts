import { isPartial } from '#src/http/htmx.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import type { SessionFilter } from './ports.ts'
import { endedRow, sessionRows, sessionsPage } from './session-views.ts'

const PAGE_LENGTH = 50

/** Who is online: listed, narrowed, ended. */
export const SESSION_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/sessions', async ({ c, ports, voice, officer, page, fragment }) => {
    const filter = filterOf((name) => c.req.query(name))
    const found = await ports.sessions.live({ ...filter, limit: PAGE_LENGTH + 1 })
    const listing = {
      filter,
      role: officer.role,
      rows: found.slice(0, PAGE_LENGTH),
      hasMore: found.length > PAGE_LENGTH,
      count: await ports.sessions.countLive(filter),
    }
    if (isPartial(c)) return fragment(sessionRows(voice, listing))
    const [sites, gateways] = await Promise.all([ports.places.sites(), ports.gateways.list()])
    return page(sessionsPage(voice, listing, sites, gateways))
  }),

  forRole('operator', 'POST', '/sessions/:id/end', end),
]

const DONE = {
  ack: 'sessionAck',
  nak: 'sessionNak',
  silent: 'sessionSilent',
  gone: 'sessionGone',
} as const

async function end(visit: OfficerVisit): Promise<Response> {
  const { c, ports, voice, officer, goTo, fragment, note } = visit
  const id = Number(c.req.param('id'))
  const session = Number.isSafeInteger(id) ? await ports.sessions.find(id) : undefined
  if (!session) return note('notFound', 404)

  const outcome = await ports.sessions.end(id)
  await ports.audited(
    officer.id,
    () => outcome,
    ({ kind }) => ({
      action: 'session.ended',
      subject: String(id),
      detail: { gateway: session.gateway, outcome: kind },
    }),
  )
  if (isPartial(c)) return fragment(endedRow(voice, session, outcome))
  return goTo('/sessions', DONE[outcome.kind])
}

/** What the address asks for; what it asks wrongly is left out. */
function filterOf(query: (name: string) => string | undefined): Omit<SessionFilter, 'limit'> {
  const [site, gateway, after] = [query('site'), query('gateway'), Number(query('after'))]
  return {
    ...(site ? { site } : {}),
    ...(gateway ? { gateway } : {}),
    ...(Number.isSafeInteger(after) && after > 0 ? { after } : {}),
  }
}

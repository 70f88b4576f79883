import { isPartial } from '#src/http/htmx.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import type { SessionFilter } from './ports.ts'
import { sessionPage } from './session-page-views.ts'
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

  forRole('viewer', 'GET', '/sessions/:id', async (visit) => {
    const session = await found(visit)
    if (!session) return visit.note('notFound', 404)
    return visit.page(sessionPage(visit.voice, session, visit.officer.role))
  }),

  forRole('operator', 'POST', '/sessions/:id/end', end),
  forRole('operator', 'POST', '/sessions/:id/forgetting', forget),
]

const DONE = {
  ack: 'sessionAck',
  nak: 'sessionNak',
  silent: 'sessionSilent',
  gone: 'sessionGone',
} as const

async function end(visit: OfficerVisit): Promise<Response> {
  const { c, ports, voice, officer, goTo, fragment, note } = visit
  const session = await found(visit)
  if (!session) return note('notFound', 404)

  const { id } = session
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

async function found({ c, ports }: OfficerVisit) {
  const id = Number(c.req.param('id'))
  return Number.isSafeInteger(id) ? await ports.sessions.find(id) : undefined
}

/** The device of a session has to sign in again; who it belongs to is nowhere shown. */
async function forget(visit: OfficerVisit): Promise<Response> {
  const { ports, officer, goTo, note } = visit
  const session = await found(visit)
  const device = session?.device
  if (!session || device === undefined) return note('notFound', 404)
  await ports.audited(
    officer.id,
    () => ports.sessions.forgetDevice(device),
    (isDone) => (isDone ? { action: 'device.forgotten', subject: String(device) } : undefined),
  )
  return goTo(`/sessions/${session.id}`, 'deviceForgotten')
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

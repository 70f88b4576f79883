import { isPartial } from '#src/http/htmx.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import { inbox, strangersPage } from './stranger-views.ts'

/** Who knocks without being a gateway: looked at, put aside, or adopted by the form of a new gateway. */
export const STRANGER_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/strangers', async ({ c, ports, voice, officer, page, fragment }) => {
    const strangers = await ports.strangers.list()
    if (isPartial(c)) return fragment(inbox(voice, strangers, officer.role))
    return page(strangersPage(voice, strangers, officer.role))
  }),

  forRole('operator', 'POST', '/strangers/:address/ignoring', (visit) => setIgnored(visit, true)),
  forRole('operator', 'POST', '/strangers/:address/heeding', (visit) => setIgnored(visit, false)),
]

async function setIgnored(
  { c, ports, officer, goTo, note }: OfficerVisit,
  isIgnored: boolean,
): Promise<Response> {
  const address = parseIp(c.req.param('address'))
  if (!address) return note('notFound', 404)
  const action = isIgnored ? 'stranger.ignored' : 'stranger.heeded'
  const isDone = await ports.audited(
    officer.id,
    () => ports.strangers.ignore(address, isIgnored),
    (done) => (done ? { action, subject: address } : undefined),
  )
  if (!isDone) return note('notFound', 404)
  return goTo('/strangers', isIgnored ? 'strangerIgnored' : 'strangerHeeded')
}

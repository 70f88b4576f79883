import type { Gateway } from '#src/gateways/gateway.ts'
import { type Stranger, VENDOR_OF_MAKE } from '#src/gateways/stranger.ts'
import { isPartial } from '#src/http/htmx.ts'
import { fold } from '#src/kernel/fold.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import { GATEWAY_FIELDS, type GatewayFaults, readGatewayDraft } from './gateway-draft.ts'
import { gatewayForm } from './gateway-form-views.ts'
import {
  gatewayAddedPage,
  gatewayPage,
  gatewayRows,
  gatewaysPage,
  removalPage,
} from './gateway-views.ts'
import type { AdminPorts, GatewayRow } from './ports.ts'

const SESSIONS_SHOWN = 50

/** The gateways the city answers: listed, looked at, added, removed. */
export const GATEWAY_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/gateways', async ({ c, ports, voice, officer, page, fragment }) => {
    const query = c.req.query('q') ?? ''
    const all = await ports.gateways.list()
    const found = matching(all, query)
    if (isPartial(c)) return fragment(gatewayRows(voice, found, query))
    return page(gatewaysPage(voice, { found, all: all.length, query, role: officer.role }))
  }),

  forRole('operator', 'GET', '/gateways/new', async (visit) => {
    const sites = await visit.ports.places.sites()
    const stranger = await strangerOf(visit, visit.c.req.query('stranger'))
    return visit.page(gatewayForm(visit.voice, { sites, ...(stranger ? adopting(stranger) : {}) }))
  }),

  forRole('operator', 'POST', '/gateways', add),

  forRole('viewer', 'GET', '/gateways/:id', async (visit) => {
    const row = await found(visit)
    if (!row) return visit.note('notFound', 404)
    const { ports, voice, officer } = visit
    const sessions = await ports.sessions.live({ gateway: row.gateway.id, limit: SESSIONS_SHOWN })
    return visit.page(gatewayPage(voice, { row, sessions, role: officer.role }))
  }),

  forRole('operator', 'GET', '/gateways/:id/removal', async (visit) => {
    const row = await found(visit)
    return row ? visit.page(removalPage(visit.voice, row)) : visit.note('notFound', 404)
  }),

  forRole(
    'operator',
    'POST',
    '/gateways/:id/removal',
    async ({ c, ports, officer, goTo, note }) => {
      const id = c.req.param('id') ?? ''
      const isGone = await ports.audited(
        officer.id,
        () => ports.gateways.remove(id),
        (removed) => (removed ? { action: 'gateway.removed', subject: id } : undefined),
      )
      return isGone ? goTo('/gateways', 'gatewayRemoved') : note('notFound', 404)
    },
  ),
]

/** The one that is to be adopted; only who is in the inbox fills in the form. */
async function strangerOf({ ports }: OfficerVisit, address: string | undefined) {
  if (!address) return undefined
  return (await ports.strangers.list()).find((stranger) => stranger.address === address)
}

/** What the form is filled in with: the address it knocks from, and the make it seems to be. */
function adopting({ address, claims }: Stranger) {
  const vendor = claims.make && VENDOR_OF_MAKE[claims.make]
  return { stranger: address, typed: { address, ...(vendor ? { vendor } : {}) } }
}

async function add(visit: OfficerVisit): Promise<Response> {
  const { ports, voice, officer, page } = visit
  const form = await visit.form()
  const sites = await ports.places.sites()
  const typed = Object.fromEntries(GATEWAY_FIELDS.map((field) => [field, form.text(field)]))
  const stranger = (await strangerOf(visit, form.text('stranger')))?.address
  const again = (faults: GatewayFaults, status: 409 | 422) =>
    page(gatewayForm(voice, { sites, typed, faults, ...(stranger ? { stranger } : {}) }), status)

  const reading = readGatewayDraft(form, sites)
  if (reading.kind === 'faulty') return again(reading.faults, 422)
  const addition = await ports.audited(
    officer.id,
    () => ports.gateways.add(reading.draft),
    (came) => (came.kind === 'added' ? told(came.gateway) : undefined),
  )
  switch (addition.kind) {
    case 'id-taken':
      return again({ id: 'idTaken' }, 409)
    case 'address-taken':
    // No certificate comes through this form.
    case 'certificate-taken':
      return again({ address: 'addressTaken' }, 409)
    case 'added': {
      const config = await ports.gateways.config(addition.gateway)
      return page(gatewayAddedPage(voice, addition.gateway, config), 201)
    }
  }
}

function told({ id, address, vendor, site }: Gateway) {
  return { action: 'gateway.added', subject: id, detail: { address, vendor, site } }
}

function found({ c, ports }: { c: OfficerVisit['c']; ports: AdminPorts }) {
  return ports.gateways.find(c.req.param('id') ?? '')
}

/** Every word of the query is in the name, the place or the address, however it is spelt. */
function matching(rows: readonly GatewayRow[], query: string): readonly GatewayRow[] {
  const words = fold(query).split(' ').filter(Boolean)
  return rows.filter(({ gateway, siteName, communeName }) => {
    const text = fold(
      [gateway.id, gateway.address, gateway.vendor, siteName, communeName].join(' '),
    )
    return words.every((word) => text.includes(word))
  })
}

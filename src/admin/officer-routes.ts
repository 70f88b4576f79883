import { parseRole } from '#src/officers/officer.ts'
import type { Invited } from '#src/officers/officer-store.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import { invitedPage, officersPage } from './officer-views.ts'

const NAME_LENGTH_MAX = 80

/** Who the officers are: invited, shut out, let in again. The store keeps the audit trail of it. */
export const OFFICER_ROUTES: readonly Route[] = [
  forRole('admin', 'GET', '/officers', ({ ports, voice, officer, page }) =>
    page(officersPage(voice, { officers: ports.officers.all(), self: officer.id })),
  ),

  forRole('admin', 'POST', '/officers', invite),

  forRole('admin', 'POST', '/officers/:id/invitation', (visit) => {
    const { c, ports, officer } = visit
    const invitation = ports.officers.reinvite(c.req.param('id') ?? '', officer.id)
    return invitation.kind === 'invited' ? linkPage(visit, invitation) : visit.note('notFound', 404)
  }),

  forRole('admin', 'POST', '/officers/:id/disabling', (visit) => setDisabled(visit, true)),
  forRole('admin', 'POST', '/officers/:id/enabling', (visit) => setDisabled(visit, false)),
]

async function invite(visit: OfficerVisit): Promise<Response> {
  const { ports, voice, officer, page } = visit
  const { text } = await visit.form()
  const typed = { id: text('id'), name: text('name'), role: text('role') }
  const again = (faults: Record<string, string>, status: 409 | 422) => {
    const officers = ports.officers.all()
    return page(officersPage(voice, { officers, self: officer.id, typed, faults }), status)
  }
  const { faults } = voice.t.officers
  const role = parseRole(typed.role)
  if (typed.name === '' || typed.name.length > NAME_LENGTH_MAX)
    return again({ name: faults.name }, 422)
  if (!role) return again({ role: faults.role }, 422)

  const invitation = ports.officers.invite({ id: typed.id, name: typed.name, role }, officer.id)
  switch (invitation.kind) {
    case 'bad-id':
      return again({ id: faults.id }, 422)
    case 'id-taken':
      return again({ id: faults.taken }, 409)
    case 'invited':
      return linkPage(visit, invitation)
  }
}

/** The link is shown once, to be handed over; it is nowhere kept. */
function linkPage({ c, voice, ports, page }: OfficerVisit, { officer, token }: Invited) {
  const url = new URL(`/invitation/${token}`, c.req.url)
  if (ports.isHttps) url.protocol = 'https:'
  return page(invitedPage(voice, officer, url.href), 201)
}

function setDisabled({ c, ports, officer, goTo, note }: OfficerVisit, isDisabled: boolean) {
  const id = c.req.param('id') ?? ''
  if (id === officer.id) return note('notYourself', 409)
  if (!ports.officers.setDisabled(id, isDisabled, officer.id)) return note('notFound', 404)
  return goTo('/officers', isDisabled ? 'officerDisabled' : 'officerEnabled')
}

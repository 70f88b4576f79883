import { keepSession } from './cookies.ts'
import { forAnyone, type Route, type Visit } from './door.ts'
import { invitationPage } from './invitation-views.ts'

/** Where an officer begins: the first one by the set-up link, everyone else by an invitation. */
export const INVITATION_ROUTES: readonly Route[] = ['/setup/:token', '/invitation/:token'].flatMap(
  (path) => [forAnyone('GET', path, show), forAnyone('POST', path, accept)],
)

function show({ c, ports, voice, page, note }: Visit): Promise<Response> {
  const enrolment = ports.officers.invitation(c.req.param('token') ?? '')
  if (!enrolment) return note('noInvitation', 410)
  return page(invitationPage(voice, enrolment, c.req.path))
}

async function accept({ c, ports, voice, form, goTo, page, note }: Visit): Promise<Response> {
  const token = c.req.param('token') ?? ''
  const { text, exact } = await form()
  const enrolment = ports.officers.invitation(token)
  if (!enrolment) return note('noInvitation', 410)
  const again = (faults: { password?: string; again?: string; code?: string }) =>
    page(invitationPage(voice, enrolment, c.req.path, faults), 422)
  const { t } = voice
  if (exact('password') !== exact('again')) return again({ again: t.invitation.differs })

  const outcome = await ports.officers.accept(token, {
    password: exact('password'),
    code: text('code'),
  })
  switch (outcome.kind) {
    case 'accepted':
      keepSession(c, outcome.sessionToken, ports.isHttps)
      return goTo('/', 'enrolled')
    case 'weak-password':
      return again({ password: t.passwordFaults[outcome.fault] })
    case 'wrong-code':
      return again({ code: t.invitation.wrongCode })
    case 'no-invitation':
      return note('noInvitation', 410)
  }
}

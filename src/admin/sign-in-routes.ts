import { dropSession, keepLanguage, keepSession, sessionToken } from './cookies.ts'
import { forAnyone, forRole, type Route, type Visit } from './door.ts'
import { parseLocale } from './locale.ts'
import { signInPage } from './sign-in-views.ts'

/** A path of this console: one slash first, so that it can name no other host. */
const OWN_PATH = /^\/(?![/\\])[\w\-./]*$/

/** Signing in, out, and the language. */
export const SIGN_IN_ROUTES: readonly Route[] = [
  forAnyone('GET', '/sign-in', (visit) => {
    if (visit.officer) return visit.goTo('/')
    return visit.page(signInPage(visit.voice, { next: ownPath(visit.c.req.query('next')) }))
  }),

  forAnyone('POST', '/sign-in', signIn),

  forAnyone('GET', '/enter/:token', ({ c, ports, goTo, note }) => {
    const session = ports.enter(c.req.param('token') ?? '')
    if (session === undefined) return note('noInvitation', 410)
    keepSession(c, session, ports.isHttps)
    return goTo('/')
  }),

  forRole('viewer', 'POST', '/sign-out', ({ c, ports, goTo }) => {
    const token = sessionToken(c, ports.isHttps)
    if (token !== undefined) ports.officers.signOut(token)
    dropSession(c, ports.isHttps)
    return goTo('/sign-in', 'signedOut')
  }),

  forAnyone('POST', '/language', async ({ c, ports, form, goTo }) => {
    const { text } = await form()
    const locale = parseLocale(text('language'))
    if (locale) keepLanguage(c, locale, ports.isHttps)
    return goTo(ownPath(text('next')))
  }),
]

async function signIn({ c, ports, voice, form, goTo, page }: Visit): Promise<Response> {
  const { text, exact } = await form()
  const next = ownPath(text('next'))
  const outcome = await ports.officers.signIn({
    name: text('name'),
    password: exact('password'),
    code: text('code'),
  })
  switch (outcome.kind) {
    case 'signed-in':
      keepSession(c, outcome.sessionToken, ports.isHttps)
      return goTo(next)
    case 'wait': {
      const seconds = Math.ceil(outcome.retryAfterMs / 1000)
      c.header('Retry-After', String(seconds))
      const fault = voice.t.signIn.wait(seconds)
      return page(signInPage(voice, { next, name: text('name'), fault }), 429)
    }
    case 'refused': {
      const fault = voice.t.signIn.refused
      return page(signInPage(voice, { next, name: text('name'), fault }), 401)
    }
  }
}

/** Where to go on to, or the overview when it is no plain path of ours. */
function ownPath(input: string | undefined): string {
  return input !== undefined && input.length < 200 && OWN_PATH.test(input) ? input : '/'
}

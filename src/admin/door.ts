import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { type Form, readForm } from '#src/http/form.ts'
import type { Html } from '#src/http/html.ts'
import { goTo, isPartial } from '#src/http/htmx.ts'
import type { Officer, Role } from '#src/officers/officer.ts'
import { LANGUAGE_COOKIE, sessionToken } from './cookies.ts'
import { FORMATS } from './format.ts'
import { layout } from './layout.ts'
import { messagesIn, parseLocale } from './locale.ts'
import type { Messages } from './locales/vi.ts'
import { notePage } from './note-views.ts'
import type { AdminPorts } from './ports.ts'
import type { Page, Voice } from './view.ts'

type Status = 200 | 201 | 400 | 401 | 403 | 404 | 409 | 410 | 422 | 429

/** One request, as a handler sees it. */
export type Visit = {
  readonly c: Context
  readonly ports: AdminPorts
  readonly voice: Voice
  readonly officer: Officer | undefined
  readonly page: (page: Page, status?: Status) => Promise<Response>
  readonly fragment: (body: Html, status?: Status) => Promise<Response>
  /** A short page that says what is wrong, and what to do. */
  readonly note: (kind: keyof Messages['notes'], status: Status) => Promise<Response>
  /** To another page of ours, where the toast named `done` is shown. */
  readonly goTo: (path: string, done?: keyof Messages['done']) => Response
  readonly form: () => Promise<Form>
}
/** A request of somebody signed in. */
export type OfficerVisit = Visit & { readonly officer: Officer }

/** A form that is none. The reader never makes one; a program gets 400. */
export class UnfitForm extends Error {
  override readonly name = 'UnfitForm'
}

type Answer = Response | Promise<Response>
type Method = 'GET' | 'POST'

/** One address of the console, and the least role that may ask for it. */
export type Route = {
  readonly method: Method
  readonly path: string
  readonly access: Role | 'anyone'
  readonly answer: (c: Context, ports: AdminPorts) => Answer
}

const RANK: Readonly<Record<Role, number>> = { viewer: 1, operator: 2, admin: 3 }

/** A page for whoever comes: signing in, an invitation, the language. */
export function forAnyone(method: Method, path: string, handle: (visit: Visit) => Answer): Route {
  const answer = (c: Context, ports: AdminPorts) => handle(visitOf(c, ports))
  return { method, path, access: 'anyone', answer }
}

/**
 * A page for officers of at least this role. The check is here, round the handler itself, so no path
 * that some router spells differently goes past it.
 */
export function forRole(
  role: Role,
  method: Method,
  path: string,
  handle: (visit: OfficerVisit) => Answer,
): Route {
  const answer = (c: Context, ports: AdminPorts): Answer => {
    const visit = visitOf(c, ports)
    const { officer } = visit
    if (!officer) return toSignIn(c)
    if (RANK[officer.role] < RANK[role]) return visit.note('forbidden', 403)
    return handle({ ...visit, officer })
  }
  return { method, path, access: role, answer }
}

/** The request as a handler sees it: who asks, in which language. */
export function visitOf(c: Context, ports: AdminPorts): Visit {
  const locale = parseLocale(getCookie(c, LANGUAGE_COOKIE)) ?? 'vi'
  const voice: Voice = {
    locale,
    t: messagesIn(locale),
    format: FORMATS[locale],
    now: ports.clock(),
  }
  const token = sessionToken(c, ports.isHttps)
  const officer = token === undefined ? undefined : ports.officers.officerOf(token, { isUse: true })
  const done = doneOf(c, voice.t)
  const page = async (content: Page, status: Status = 200) => {
    const waiting = officer ? await waitingIn(ports) : {}
    const shell = { ...content, voice, officer, isDemo: ports.isDemo, path: c.req.path, done }
    return c.html(`${await layout({ ...shell, waiting })}`, status)
  }
  return {
    c,
    ports,
    voice,
    officer,
    page,
    fragment: async (body, status = 200) => c.html(`${await body}`, status),
    note: (kind, status) => page(notePage(voice, kind), status),
    goTo: (path, told) => goTo(c, told ? withDone(path, told) : path),
    form: () => formOf(c),
  }
}

/** What asks for an officer's look, by section: the navigation counts it on every page. */
async function waitingIn({ strangers, radius }: AdminPorts) {
  const [knocking, unreachable] = await Promise.all([strangers.list(), radius.unreachable()])
  return {
    strangers: knocking.filter(({ isIgnored }) => !isIgnored).length,
    radius: unreachable.length,
  }
}

function toSignIn(c: Context): Response {
  const wanted = c.req.method === 'GET' && !isPartial(c) ? c.req.path : '/'
  const query = wanted === '/' ? '' : `?next=${encodeURIComponent(wanted)}`
  return goTo(c, `/sign-in${query}`)
}

async function formOf(c: Context): Promise<Form> {
  const reading = await readForm(c.req.raw)
  if (reading.kind === 'unfit') throw new UnfitForm('a form that no page of ours sends')
  return reading.form
}

/** The toast after a redirect is named in the address, never worded there. */
function doneOf(c: Context, t: Messages): string | undefined {
  const name = c.req.query('done')
  return name !== undefined && Object.hasOwn(t.done, name)
    ? t.done[name as keyof Messages['done']]
    : undefined
}

function withDone(path: string, done: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}done=${done}`
}

import { type Context, Hono } from 'hono'
import type { Phone } from '#src/kernel/phone.ts'
import { onlinePage } from './about-views.ts'
import { codePage } from './code-views.ts'
import { answerOf, asked, type Door, formOf } from './door.ts'
import { readPhoneField } from './phone-field.ts'
import type { Guest, PortalVisit } from './ports.ts'
import { CONSENT_VERSION, type Problem } from './problem.ts'
import { cameFrom, link, type Reader, readerOf } from './reader.ts'
import { NOTHING_TYPED, signInPage, type Typed } from './sign-in-views.ts'

/** A posted form with the visit it belongs to. */
type Posted = {
  readonly form: URLSearchParams
  readonly reader: Reader
  readonly visit: PortalVisit
}

/** What the code page has to say of the last try. */
type Told = {
  readonly problems?: readonly Problem[] | undefined
  readonly isResumed?: boolean | undefined
}

/** From the gateway's redirect to the gateway's login page. */
export function signInRoutes(door: Door) {
  return new Hono()
    .get('/hotspot/:gateway', (c) => arrive(door, c))
    .get('/online', (c) => {
      const reader = readerOf(c)
      return door.show(c, reader, onlinePage(reader, door.ports.catalogue))
    })
    .get('/sign-in', async (c) => {
      const reader = readerOf(c)
      const visit = await visitOf(door, reader)
      return visit ? signIn(door, c, reader, visit) : door.stop(c, 'visit-expired', reader)
    })
    .post('/sign-in/phone', (c) => withVisit(door, c, (posted) => sendCode(door, c, posted)))
    .post('/sign-in/code', (c) => withVisit(door, c, (posted) => proveCode(door, c, posted)))
    .post('/sign-in/voucher', (c) => withVisit(door, c, (posted) => proveVoucher(door, c, posted)))
    .post('/sign-in/device', (c) => withVisit(door, c, (posted) => proveDevice(door, c, posted)))
}

async function arrive(door: Door, c: Context): Promise<Response> {
  const reader = readerOf(c)
  const arrival = await door.ports.readRedirect(c.req.param('gateway') ?? '', targetOf(c))
  switch (arrival.kind) {
    case 'visit':
      return signIn(door, c, cameFrom(reader, { visit: arrival.visit.token }), arrival.visit)
    case 'online': {
      const here = cameFrom(reader, {})
      const path = arrival.status ? `/status/${encodeURIComponent(arrival.status)}` : '/online'
      return c.redirect(link(here, path), 303)
    }
    default:
      return door.stop(c, arrival.kind, cameFrom(reader, {}))
  }
}

async function sendCode(door: Door, c: Context, posted: Posted): Promise<Response> {
  const { form, reader, visit } = posted
  const typed = typedIn(form)
  const read = readPhoneField(typed.phone)
  if (read.kind === 'problem' || !typed.hasConsent) {
    const problems = [...(read.kind === 'problem' ? [read.problem] : []), ...consentOf(typed)]
    return signIn(door, c, reader, visit, typed, problems)
  }

  const { phone } = read
  const ask = { visit: visit.token, phone, language: reader.language }
  const outcome = await asked(door, door.ports.sendCode(ask))
  if (outcome.kind === 'visit-expired') return door.stop(c, outcome.kind, reader)
  if (outcome.kind === 'sent')
    return codeStep(door, c, posted, phone, { isResumed: outcome.isResumed })
  const isResend = form.get('step') === 'code'
  return isResend
    ? codeStep(door, c, posted, phone, { problems: [outcome] })
    : signIn(door, c, reader, visit, typed, [outcome])
}

async function proveCode(door: Door, c: Context, posted: Posted): Promise<Response> {
  const { form, reader, visit } = posted
  const typed = typedIn(form)
  const read = readPhoneField(typed.phone)
  if (read.kind === 'problem') return signIn(door, c, reader, visit, typed, [read.problem])
  if (!typed.hasConsent) return signIn(door, c, reader, visit, typed, consentOf(typed))
  if (!form.has('code')) return codeStep(door, c, posted, read.phone)

  const code = codeIn(form)
  if (!/^\d+$/.test(code) || code.length !== door.ports.about.codeDigits) {
    return codeStep(door, c, posted, read.phone, { problems: [{ kind: 'code-malformed' }] })
  }
  const proof = { ...guestOf(posted), ...agreed(typed), phone: read.phone, code }
  const outcome = await asked(door, door.ports.proveCode(proof))
  if (outcome.kind === 'granted') return c.redirect(outcome.location, 303)
  if (outcome.kind === 'visit-expired') return door.stop(c, outcome.kind, reader)
  return codeStep(door, c, posted, read.phone, { problems: [outcome] })
}

async function proveVoucher(door: Door, c: Context, posted: Posted): Promise<Response> {
  const { form, reader, visit } = posted
  const voucher = form.get('voucher')?.trim() ?? ''
  const hasVoucherConsent = form.get('consent') === CONSENT_VERSION
  const rememberDevice = form.get('remember') === '1'
  const typed: Typed = { ...NOTHING_TYPED, voucher, hasVoucherConsent, rememberDevice }
  const problems: Problem[] = [
    ...(voucher === '' ? [{ kind: 'voucher-missing' } as const] : []),
    ...(hasVoucherConsent ? [] : [{ kind: 'voucher-consent-missing' } as const]),
  ]
  if (problems.length > 0) return signIn(door, c, reader, visit, typed, problems)

  const proof = { ...guestOf(posted), ...agreed(typed), code: voucher }
  const outcome = await asked(door, door.ports.proveVoucher(proof))
  if (outcome.kind === 'granted') return c.redirect(outcome.location, 303)
  if (outcome.kind === 'visit-expired') return door.stop(c, outcome.kind, reader)
  return signIn(door, c, reader, visit, typed, [outcome])
}

async function proveDevice(door: Door, c: Context, posted: Posted): Promise<Response> {
  const { reader, visit } = posted
  const outcome = await asked(door, door.ports.proveDevice(guestOf(posted)))
  if (outcome.kind === 'granted') return c.redirect(outcome.location, 303)
  if (outcome.kind === 'visit-expired') return door.stop(c, outcome.kind, reader)
  const isRemembered = visit.isRemembered && outcome.kind !== 'not-remembered'
  return signIn(door, c, reader, { ...visit, isRemembered }, NOTHING_TYPED, [outcome])
}

async function withVisit(
  door: Door,
  c: Context,
  answer: (posted: Posted) => Promise<Response>,
): Promise<Response> {
  const form = await formOf(c)
  const reader = readerOf(c, form)
  const visit = await visitOf(door, reader)
  return visit ? answer({ form, reader, visit }) : door.stop(c, 'visit-expired', reader)
}

async function visitOf({ ports }: Door, { whence }: Reader): Promise<PortalVisit | undefined> {
  return whence.visit ? ports.visit(whence.visit) : undefined
}

function signIn(
  { ports, show }: Door,
  c: Context,
  reader: Reader,
  visit: PortalVisit,
  typed: Typed = NOTHING_TYPED,
  problems: readonly Problem[] = [],
): Promise<Response> {
  const { about, catalogue } = ports
  const page = signInPage(reader, { visit, about, catalogue, typed, problems })
  const { gatewayHost } = visit
  return show(c, reader, page, { status: answerOf(c, problems), gatewayHost })
}

function codeStep(
  { ports: { about }, show }: Door,
  c: Context,
  { form, reader, visit: { gatewayHost } }: Posted,
  phone: Phone,
  { problems = [], isResumed = false }: Told = {},
): Promise<Response> {
  const { rememberDevice } = typedIn(form)
  const step = { about, phone, rememberDevice, code: codeIn(form), isResumed, problems }
  const page = codePage(reader, step)
  return show(c, reader, page, { status: answerOf(c, problems), gatewayHost })
}

function typedIn(form: URLSearchParams): Typed {
  return {
    ...NOTHING_TYPED,
    phone: form.get('phone') ?? '',
    hasConsent: form.get('consent') === CONSENT_VERSION,
    rememberDevice: form.get('remember') === '1',
  }
}

/** Digits as keyboards and messages give them: spaced, hyphened, fullwidth. */
function codeIn(form: URLSearchParams): string {
  return (form.get('code') ?? '').normalize('NFKC').replace(/[\s-]/g, '')
}

function consentOf({ hasConsent }: Typed): Problem[] {
  return hasConsent ? [] : [{ kind: 'consent-missing' }]
}

function guestOf({ reader, visit }: Posted): Guest {
  return { visit: visit.token, chosen: reader.chosen }
}

function agreed({ rememberDevice }: Typed) {
  return { consent: CONSENT_VERSION, rememberDevice }
}

/**
 * The request target as it was sent. Node's adapter hands it over untouched; where there is none (a
 * Worker, a test) the address is as near as one gets.
 */
function targetOf(c: Context): string {
  const sent = (c.env as { incoming?: { url?: string } } | undefined)?.incoming?.url
  return sent ?? c.req.url.replace(/^[a-z]+:\/\/[^/]*/i, '')
}

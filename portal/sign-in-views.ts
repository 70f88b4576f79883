import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { printable } from '#src/kernel/text.ts'
import type { Catalogue } from '#src/services/catalogue.ts'
import { errorSummary, tick, wrongWith } from './form-parts.ts'
import { inOtherLanguage, kept, type Page } from './layout.ts'
import type { Messages } from './locales/vi.ts'
import type { About, PortalVisit } from './ports.ts'
import { CONSENT_VERSION, type Problem } from './problem.ts'
import { link, type Reader } from './reader.ts'
import { searchForm, topGroups } from './service-views.ts'

/** What was typed into the sign-in forms: kept when a page comes back. */
export type Typed = {
  readonly phone: string
  readonly voucher: string
  readonly hasConsent: boolean
  readonly hasVoucherConsent: boolean
  readonly rememberDevice: boolean
}

export const NOTHING_TYPED: Typed = {
  phone: '',
  voucher: '',
  hasConsent: false,
  hasVoucherConsent: false,
  rememberDevice: false,
}

type SignIn = {
  readonly visit: PortalVisit
  readonly about: About
  readonly catalogue: Catalogue
  readonly typed: Typed
  readonly problems: readonly Problem[]
}

/** The first page of everybody: public services as they are, then every way into the Internet. */
export function signInPage(reader: Reader, signIn: SignIn): Page {
  const { m } = reader
  const { visit, about, problems } = signIn
  return {
    title: m.hello,
    says: m.at(visit.site),
    prefix: problems.length > 0 ? m.errorPrefix : undefined,
    elsewhere: inOtherLanguage(reader, '/sign-in'),
    body: html`${errorSummary(m, problems)}
${visit.says && html`<p class="note" role="status">${said(m, visit.says)}</p>`}
${problems.length === 0 && services(reader, signIn.catalogue)}
${visit.isRemembered ? knownDevice(reader, signIn) : newDevice(reader, signIn)}
<details class="card"${isAboutVoucher(signIn) && html` open`}><summary>${m.voucher}</summary>
${voucherForm(reader, about, signIn.typed, problems)}
</details>
${problems.length > 0 && services(reader, signIn.catalogue)}`,
  }
}

/** First on the page, until there is something to put right. */
function services(reader: Reader, catalogue: Catalogue): Html {
  const { m } = reader
  return html`<section class="card" aria-labelledby="services-title">
<div class="over"><h2 id="services-title">${m.services}</h2><span class="tag">${m.servicesOpen}</span></div>
${searchForm(reader, '')}
${topGroups(reader, catalogue)}
</section>`
}

function newDevice(reader: Reader, { about, typed, problems }: SignIn): Html {
  return html`<section class="card" aria-labelledby="sign-in-title">
<h2 id="sign-in-title">${reader.m.signIn}</h2>
${phoneForm(reader, about, typed, problems)}
</section>`
}

function knownDevice(reader: Reader, { about, typed, problems }: SignIn): Html {
  const { m } = reader
  return html`<section class="card" aria-labelledby="sign-in-title">
<h2 id="sign-in-title">${m.signIn}</h2>
<p>${m.remembered}</p>
<form method="post" action="/sign-in/device">${kept(reader)}<button class="go">${m.reconnect}</button></form>
</section>
<details class="card"${problems.length > 0 && html` open`}><summary>${m.byPhone}</summary>
${phoneForm(reader, about, typed, problems)}
</details>`
}

function phoneForm(reader: Reader, about: About, typed: Typed, problems: readonly Problem[]): Html {
  const { m } = reader
  const wrong = wrongWith(m, problems, 'phone', 'phone-hint')
  return html`<form method="post" action="/sign-in/phone" novalidate>${kept(reader)}
<div class="field"><label for="phone">${m.phoneLabel}</label>
<p class="hint" id="phone-hint">${about.reachesAbroad ? m.phoneHintAbroad : m.phoneHint}</p>${wrong.says}
<input id="phone" name="phone" type="tel" inputmode="tel" autocomplete="tel" maxlength="40" required value="${typed.phone}"${wrong.attributes}></div>
${tick(
  m,
  {
    id: 'consent',
    name: 'consent',
    value: CONSENT_VERSION,
    isTicked: typed.hasConsent,
    isRequired: true,
  },
  m.consentPhone,
  wrongWith(m, problems, 'consent'),
)}
${rememberTick(reader, about, 'remember', typed.rememberDevice)}
<button class="go">${m.sendCode}</button>
${legalLine(reader)}
</form>
${problems.some(({ kind }) => kind === 'too-many') && codeInHand(reader, typed)}`
}

/** Whoever closed the page to read the message, and came back, need not wait for another one. */
function codeInHand(reader: Reader, { phone, rememberDevice }: Typed): Html {
  return html`<form method="post" action="/sign-in/code">${kept(reader)}<input type="hidden" name="phone" value="${phone}"><input type="hidden" name="consent" value="${CONSENT_VERSION}">${rememberDevice && html`<input type="hidden" name="remember" value="1">`}<button class="go soft">${reader.m.haveCode}</button></form>`
}

function voucherForm(
  reader: Reader,
  about: About,
  typed: Typed,
  problems: readonly Problem[],
): Html {
  const { m } = reader
  const wrong = wrongWith(m, problems, 'voucher', 'voucher-hint')
  return html`<form method="post" action="/sign-in/voucher" novalidate>${kept(reader)}
<div class="field"><label for="voucher">${m.voucherLabel}</label>
<p class="hint" id="voucher-hint">${m.voucherHint}</p>${wrong.says}
<input id="voucher" name="voucher" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40" required value="${typed.voucher}"${wrong.attributes}></div>
${tick(
  m,
  {
    id: 'voucher-consent',
    name: 'consent',
    value: CONSENT_VERSION,
    isTicked: typed.hasVoucherConsent,
    isRequired: true,
  },
  m.consentVoucher,
  wrongWith(m, problems, 'voucher-consent'),
)}
${rememberTick(reader, about, 'voucher-remember', typed.rememberDevice)}
<button class="go">${m.connect}</button>
${legalLine(reader)}
</form>`
}

function rememberTick(reader: Reader, about: About, id: string, isTicked: boolean): Html {
  const { m } = reader
  const box = { id, name: 'remember', value: '1', isTicked }
  return tick(m, box, m.remember(about.rememberDays), { says: html``, attributes: html`` })
}

function legalLine(reader: Reader): Html {
  const { m } = reader
  return html`<p class="hint">${m.readMore} <a href="${link(reader, '/terms')}">${m.termsLink}</a> ${m.and} <a href="${link(reader, '/privacy')}">${m.privacyNotice}</a>.</p>`
}

function isAboutVoucher({ typed, problems }: SignIn): boolean {
  return typed.voucher !== '' || problems.some(({ kind }) => kind.includes('voucher'))
}

/** A key is our own Reply-Message handed back, or what every gateway says; the rest is its own words. */
function said(m: Messages, says: string): string {
  const known = Object.hasOwn(m.replyMessages, says) ? m.replyMessages[says] : undefined
  return known ?? m.gatewaySays(printable(says))
}

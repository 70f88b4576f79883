import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Catalogue } from '#src/services/catalogue.ts'
import { showVoucherCode, type VoucherCode } from '#src/vouchers/voucher.ts'
import { inOtherLanguage, type Page } from './layout.ts'
import { LEGAL } from './locales/messages.ts'
import type { Section } from './locales/vi-legal.ts'
import type { About } from './ports.ts'
import { CONSENT_VERSION, type DeadEnd } from './problem.ts'
import { link, type Reader } from './reader.ts'
import { searchForm, topGroups } from './service-views.ts'

/**
 * Without a gateway: what this is, how to join, and the services that need no joining. Who scanned a
 * voucher finds its code here, to type once their phone has joined.
 */
export function homePage(reader: Reader, catalogue: Catalogue, voucher?: VoucherCode): Page {
  const { m } = reader
  return {
    title: m.homeTitle,
    says: m.homeSays,
    elsewhere: inOtherLanguage(reader, voucher ? `/?voucher=${voucher}` : '/'),
    body: html`${voucher && voucherCard(reader, voucher)}<section class="card text" aria-labelledby="join-title"><h2 id="join-title">${m.joinTitle}</h2>
<ol>${m.join.map((step) => html`<li>${step}</li>`)}</ol></section>
${publicServices(reader, catalogue)}
<p class="hint">${m.noJs}</p>`,
  }
}

function voucherCard({ m }: Reader, voucher: VoucherCode): Html {
  return html`<section class="card text" aria-labelledby="voucher-title"><h2 id="voucher-title">${m.voucherYours}</h2>
<p><strong>${showVoucherCode(voucher)}</strong></p>
<p class="hint">${m.voucherHow}</p></section>
`
}

/** The gateway says this phone is online already, and we do not know its session. */
export function onlinePage(reader: Reader, catalogue: Catalogue): Page {
  const { m } = reader
  return {
    title: m.onlineTitle,
    says: m.onlineSays,
    elsewhere: inOtherLanguage(reader, '/online'),
    body: publicServices(reader, catalogue),
  }
}

/** What is stored, why, and for how long. */
export function privacyPage(reader: Reader, about: About): Page {
  const texts = LEGAL[reader.language]
  return legalPage(reader, '/privacy', texts.privacyTitle, texts.privacy(about))
}

/** What whoever connects agrees to. */
export function termsPage(reader: Reader, about: About): Page {
  const texts = LEGAL[reader.language]
  return legalPage(reader, '/terms', texts.termsTitle, texts.terms(about))
}

/** Where a journey stops, and how to start it again. */
export function deadEndPage(reader: Reader, end: DeadEnd): Page {
  const { m } = reader
  const { title, says, todo } = m.deadEnds[end]
  return {
    title,
    says,
    elsewhere: inOtherLanguage(reader, '/'),
    body: html`<section class="card text" aria-labelledby="todo-title"><h2 id="todo-title">${m.todo}</h2>
<ul>${todo.map((step) => html`<li>${step}</li>`)}</ul>
<p><a class="go" href="${link(reader, '/services')}">${m.servicesLink}</a></p>
<p><a class="go soft" href="${link(reader, '/')}">${m.home}</a></p></section>`,
  }
}

function legalPage(
  reader: Reader,
  path: string,
  title: string,
  sections: readonly Section[],
): Page {
  const { m, whence } = reader
  return {
    title,
    says: LEGAL[reader.language].version(CONSENT_VERSION),
    elsewhere: inOtherLanguage(reader, path),
    body: html`${sections.map(
      ({ title: heading, says }) =>
        html`<section class="card text"><h2>${heading}</h2><ul>${says.map((line) => html`<li>${line}</li>`)}</ul></section>`,
    )}
${whence.visit && html`<p><a class="go soft" href="${link(reader, '/sign-in')}">${m.backToSignIn}</a></p>`}`,
  }
}

function publicServices(reader: Reader, catalogue: Catalogue): Html {
  const { m } = reader
  return html`<section class="card" aria-labelledby="services-title"><div class="over"><h2 id="services-title">${m.services}</h2><span class="tag">${m.servicesOpen}</span></div>
${searchForm(reader, '')}
${topGroups(reader, catalogue)}</section>`
}

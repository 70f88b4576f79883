import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Millis } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { type Phone, showPhone } from '#src/kernel/phone.ts'
import { VENDOR_NAMES } from '#src/kernel/vendor.ts'
import type { Gateway } from './gateway.ts'
import { OWN_PHONE_STYLE } from './own-phone-style.ts'
import { SAYS, type Says, type Stay, type Tongue } from './own-phone-text.ts'

/** Somewhere the reader can go with their phone. */
export type Place = { readonly name: string; readonly commune: string; readonly gateway: Gateway }

/** A text message as a phone shows it. */
export type TextMessage = { readonly text: string; readonly at: Millis }

/** The reader's phone as its pages show it. */
export type OwnPhone = {
  readonly number: Phone
  readonly mac: Mac
  readonly place: Place | undefined
  /** The open session, while there is one. */
  readonly stay: Stay | undefined
}

/** The first screen: which Wi-Fi to join. */
export function placesPage(tongue: Tongue, phone: OwnPhone, places: readonly Place[]): Html {
  const says = SAYS[tongue]
  return shell(
    tongue,
    html`<h1>${says.choose}</h1>
<p class="hint">${says.chooseHint}</p>
<form method="post" action="/join">${lang(tongue)}
<ul class="places">${places.map(
      ({ name, commune, gateway }) => html`
<li><button name="place" value="${gateway.id}">${wifi}<span><b>${name}</b><small>${commune} · ${VENDOR_NAMES[gateway.vendor]} · ${gateway.id}</small></span></button></li>`,
    )}
</ul></form>
${identity(tongue, phone)}`,
  )
}

/** The phone at a place: the way onto the Web, its messages, and the way out. */
export function phonePage(tongue: Tongue, phone: OwnPhone): Html {
  const says = SAYS[tongue]
  const { place } = phone
  return shell(
    tongue,
    html`<div class="ssid">${wifi}<div><small>${says.joined}</small><h1>${place?.name ?? ''}</h1></div></div>
<a class="go" href="http://${place?.gateway.hotspotHost ?? ''}/" target="_blank" rel="noopener">${says.open}</a>
<p class="hint">${says.openHint}</p>
<iframe src="/live?lang=${tongue}" title="${says.messages}"></iframe>
<form method="post" action="/leave">${lang(tongue)}<button class="go soft">${says.leave}</button></form>
${identity(tongue, phone)}`,
  )
}

/** What changes by itself: the state of the connection and the messages. Reloads every two seconds. */
export function livePage(
  tongue: Tongue,
  { number, stay }: OwnPhone,
  messages: readonly TextMessage[],
): Html {
  const says = SAYS[tongue]
  return html`<!doctype html>
<html lang="${tongue}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="refresh" content="2"><title>${says.messages}</title>
<style>${OWN_PHONE_STYLE}</style></head>
<body class="live">
<p class="state${stay ? ' on' : ''}">${stay ? says.online(stay) : says.offline}</p>
<h2>${says.messages}</h2>
${
  messages.length === 0
    ? html`<p class="hint">${says.noMessages(showPhone(number))}</p>`
    : messages.slice(0, MESSAGES_MAX).map(({ text }) => html`<p class="message">${text}</p>`)
}
</body></html>`
}

const MESSAGES_MAX = 5

function shell(tongue: Tongue, screen: Html): Html {
  const says = SAYS[tongue]
  const other = tongue === 'vi' ? 'en' : 'vi'
  return html`<!doctype html>
<html lang="${tongue}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${says.title} – Phủ Sóng</title>
<style>${OWN_PHONE_STYLE}</style></head>
<body>
<div class="stage">
<main class="phone">
<header><span>${says.title}</span><a href="/?lang=${other}" hreflang="${other}" lang="${other}">${SAYS[other].name}</a></header>
<div class="screen">${screen}</div>
</main>
${guide(says)}
</div>
</body></html>`
}

function guide(says: Says): Html {
  return html`<aside><p class="demo">${says.demo}</p><h2>${says.guideTitle}</h2>
<ol>${says.guide.map((step) => html`<li>${step}</li>`)}</ol></aside>`
}

/** Which phone this is: its number, to type at the portal, and how to become another. */
function identity(tongue: Tongue, { number, mac }: OwnPhone): Html {
  const says = SAYS[tongue]
  return html`<section class="self"><form method="post" action="/number">${lang(tongue)}
<label for="number">${says.number}</label>
<div class="row"><input id="number" name="number" type="tel" inputmode="tel" autocomplete="off" maxlength="40" value="${showPhone(number)}"><button class="soft">${says.change}</button></div></form>
<form method="post" action="/another">${lang(tongue)}<p class="hint">MAC ${mac} <button class="plain">${says.another}</button></p></form></section>`
}

function lang(tongue: Tongue): Html {
  return html`<input type="hidden" name="lang" value="${tongue}">`
}

const wifi = html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" d="M2 9q10-9 20 0M5.500 13q6.500-6 13 0M9 16.800q3-2.600 6 0"></path><circle cx="12" cy="20" r="1.500" fill="currentColor"></circle></svg>`

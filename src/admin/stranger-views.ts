import { html } from 'hono/html'
import type { Stranger } from '#src/gateways/stranger.ts'
import type { Html } from '#src/http/html.ts'
import type { Role } from '#src/officers/officer.ts'
import { ago, badge, empty, fromAir, heading, table } from './parts.ts'
import type { Page, Voice } from './view.ts'

/** How often the page looks again without scripts: somebody waits here for a gateway to show up. */
const REFRESH_SECONDS = 15

/** Who knocks, what it says of itself, and what can be done about it. */
export function strangersPage(voice: Voice, strangers: readonly Stranger[], role: Role): Page {
  const { t } = voice
  return {
    title: t.sections.strangers,
    section: 'strangers',
    refreshSeconds: REFRESH_SECONDS,
    body: html`${heading(t.sections.strangers, t.strangers.says)}${inbox(voice, strangers, role)}`,
  }
}

/** The inbox itself, which looks again every five seconds. */
export function inbox(voice: Voice, strangers: readonly Stranger[], role: Role): Html {
  const { t } = voice
  const waiting = strangers.filter(({ isIgnored }) => !isIgnored)
  const ignored = strangers.filter(({ isIgnored }) => isIgnored)
  return html`<div id="inbox" hx-get="/strangers" hx-trigger="every 5s" hx-target="#inbox" hx-swap="outerMorph">
    ${waiting.length === 0 ? nobody(voice) : strangerTable(voice, t.strangers.caption, waiting, role)}
    ${ignored.length === 0 ? '' : ignoredPart(voice, ignored, role)}
  </div>`
}

/** An empty inbox says how a gateway comes to be in it. */
function nobody({ t }: Voice): Html {
  return html`${empty(t.strangers.none)}
    <section class="card hints"><h2>${t.strangers.expected}</h2>
      <ol>${t.strangers.steps.map((step) => html`<li>${step}</li>`)}</ol></section>`
}

function ignoredPart(voice: Voice, ignored: readonly Stranger[], role: Role): Html {
  const { t, format } = voice
  return html`<details class="aside"><summary>${t.strangers.ignored(format.number(ignored.length))}</summary>
    ${strangerTable(voice, t.strangers.ignoredCaption, ignored, role)}</details>`
}

function strangerTable(
  voice: Voice,
  caption: string,
  strangers: readonly Stranger[],
  role: Role,
): Html {
  const { t } = voice
  const columns = [
    t.address,
    ...(role === 'viewer' ? [] : [t.action]),
    t.strangers.claims,
    `${t.strangers.auth}#`,
    `${t.strangers.acct}#`,
    t.strangers.since,
  ]
  return table({
    caption,
    columns,
    rows: strangers.map((stranger) => strangerRow(voice, stranger, role)),
  })
}

function strangerRow(voice: Voice, stranger: Stranger, role: Role): Html {
  const { format } = voice
  const { address, auth, acct, firstHeardAt, lastHeardAt } = stranger
  return html`<tr>
    <th scope="row"><code>${address}</code><br><span class="muted">${ago(voice, lastHeardAt)}</span></th>
    ${role === 'viewer' ? '' : html`<td>${actions(voice, stranger)}</td>`}
    <td class="prose">${claims(voice, stranger)}</td>
    <td class="number">${format.number(auth)}</td><td class="number">${format.number(acct)}</td>
    <td>${ago(voice, firstHeardAt)}</td>
  </tr>`
}

/** Only what the packets say of their sender, marked as that. */
function claims({ t }: Voice, { claims, isRadius }: Stranger): Html {
  if (!isRadius) return badge('warn', t.strangers.noRadius)
  const said = [
    ['NAS-Identifier', claims.nasIdentifier],
    ['NAS-IP-Address', claims.nasAddress],
    ['Called-Station-Id', claims.calledStation],
    [t.strangers.make, claims.make],
  ] as const
  const given = said.filter(([, value]) => value !== undefined)
  if (given.length === 0) return html`<span class="muted">${t.strangers.saysNothing}</span>`
  return html`${given.map(
    ([name, value]) =>
      html`<span class="pair"><span class="muted">${name}</span> ${fromAir(value ?? '')}</span> `,
  )}`
}

function actions({ t }: Voice, { address, isIgnored }: Stranger): Html {
  const path = `/strangers/${encodeURIComponent(address)}`
  if (isIgnored) {
    return html`<form method="post" action="${path}/heeding"><button class="quiet small">${t.strangers.heed}</button></form>`
  }
  return html`<div class="row">
    <a class="button small" href="/gateways/new?stranger=${encodeURIComponent(address)}">${t.strangers.adopt}</a>
    <form method="post" action="${path}/ignoring"><button class="quiet small">${t.strangers.ignore}</button></form>
  </div>`
}

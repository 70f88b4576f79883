import { html } from 'hono/html'
import type { Gateway } from '#src/gateways/gateway.ts'
import type { Html } from '#src/http/html.ts'
import { VENDOR_NAMES } from '#src/kernel/vendor.ts'
import type { Role } from '#src/officers/officer.ts'
import { policyFacts, worries } from './gateway-policy-views.ts'
import { ago, badge, empty, heading, table } from './parts.ts'
import type { GatewayRow, NoConfig, ReadyConfig, SessionRow } from './ports.ts'
import { sessionTable } from './session-views.ts'
import type { Page, Voice } from './view.ts'

/** A gateway is taken to be well when it spoke within this time: two interim updates and a bit. */
const LATELY_MS = 11 * 60_000

type Listing = {
  readonly found: readonly GatewayRow[]
  readonly all: number
  readonly query: string
  readonly role: Role
}

/** The list with its search. Typing narrows it at once; without scripts the button does. */
export function gatewaysPage(voice: Voice, { found, all, query, role }: Listing): Page {
  const { t } = voice
  const addLink = html`<a class="button" href="/gateways/new">${t.gateways.add}</a>`
  const body =
    all === 0
      ? empty(
          t.gateways.none,
          role === 'viewer' ? undefined : { href: '/gateways/new', label: t.gateways.add },
        )
      : html`<form class="filters" method="get" action="/gateways" role="search">
        <label for="q">${t.search}</label>
        <input id="q" name="q" type="search" value="${query}" placeholder="${t.gateways.searchHint}"
               hx-get="/gateways" hx-trigger="input changed delay:250ms" hx-target="#gateway-rows"
               hx-swap="outerMorph" hx-replace-url="true" hx-sync="this:replace">
        <button class="quiet">${t.search}</button>
      </form>
      ${gatewayRows(voice, found, query)}`
  return {
    title: t.sections.gateways,
    section: 'gateways',
    body: html`${heading(t.sections.gateways, t.gateways.says, role === 'viewer' ? undefined : addLink)}${body}`,
  }
}

/** The rows alone: what a search swaps in. */
export function gatewayRows(voice: Voice, rows: readonly GatewayRow[], query: string): Html {
  const { t } = voice
  if (rows.length === 0) {
    return html`<div id="gateway-rows">${empty(t.gateways.noMatch(query), { href: '/gateways', label: t.showAll })}</div>`
  }
  return html`<div id="gateway-rows">${table({
    caption: `${t.sections.gateways} (${voice.format.number(rows.length)})`,
    columns: [t.name, t.site, t.address, t.vendor, `${t.overview.online}#`, t.lastWord],
    rows: rows.map((row) => gatewayRow(voice, row)),
  })}</div>`
}

function gatewayRow(
  voice: Voice,
  { gateway, siteName, communeName, online, lastHeardAt }: GatewayRow,
) {
  return html`<tr>
    <th scope="row"><a href="/gateways/${gateway.id}">${gateway.id}</a></th>
    <td>${siteName}<br><span class="muted">${communeName}</span></td>
    <td><code>${gateway.address}</code></td><td>${VENDOR_NAMES[gateway.vendor]}</td>
    <td class="number">${voice.format.number(online)}</td>
    <td>${health(voice, lastHeardAt)} ${ago(voice, lastHeardAt)}</td>
  </tr>`
}

function health({ t, now }: Voice, lastHeardAt: number | undefined): Html {
  if (lastHeardAt === undefined) return badge('plain', t.gateways.notYet)
  return now - lastHeardAt <= LATELY_MS
    ? badge('good', t.gateways.heard)
    : badge('bad', t.gateways.silent)
}

/** One gateway: what we know of it, and who is on it. */
export function gatewayPage(
  voice: Voice,
  { row, sessions, role }: { row: GatewayRow; sessions: readonly SessionRow[]; role: Role },
): Page {
  const { t } = voice
  const { gateway } = row
  return {
    title: gateway.id,
    section: 'gateways',
    body: html`${heading(gateway.id, `${row.siteName}, ${row.communeName}`, role === 'viewer' ? undefined : actions(voice, gateway))}
    ${worries(voice, gateway)}
    <dl class="facts">
      <div><dt>${t.lastWord}</dt><dd>${health(voice, row.lastHeardAt)} ${ago(voice, row.lastHeardAt)}</dd></div>
      <div><dt>${t.address}</dt><dd><code>${gateway.address}</code></dd></div>
      <div><dt>${t.vendor}</dt><dd>${VENDOR_NAMES[gateway.vendor]}</dd></div>
      <div><dt>${t.gateways.hotspotHost}</dt><dd><code>${gateway.hotspotHost}</code></dd></div>
      ${policyFacts(voice, gateway)}
      <div><dt>${t.gateways.addedAt}</dt><dd>${voice.format.dateTime(gateway.addedAt)}</dd></div>
    </dl>
    <h2>${t.gateways.onNow} (${voice.format.number(row.online)})</h2>
    ${sessions.length === 0 ? empty(t.sessions.none) : sessionTable(voice, sessions, role)}
    ${row.online > sessions.length ? html`<p><a href="/sessions?gateway=${gateway.id}">${t.showAll}</a></p>` : ''}`,
  }
}

function actions({ t }: Voice, gateway: Gateway): Html {
  const plan = html`<a class="button quiet" href="/devices/${gateway.id}">${t.devices.compare}</a>`
  const policy = html`<a class="button quiet" href="/gateways/${gateway.id}/policy">${t.policy.change}</a>`
  return html`${gateway.api ? plan : ''}${policy}<a class="button danger" href="/gateways/${gateway.id}/removal">${t.gateways.remove}</a>`
}

/** Shown once, right after adding: the only time the secrets are in a page. */
export function gatewayAddedPage(
  voice: Voice,
  gateway: Gateway,
  config: ReadyConfig | NoConfig,
): Page {
  const { t } = voice
  const { secret, uamSecret } = gateway
  return {
    title: t.gateways.added(gateway.id),
    section: 'gateways',
    body: html`${heading(t.gateways.added(gateway.id), t.gateways.addedSays)}
    <section class="card stack once">
      <p class="warning">${t.gateways.once}</p>
      <dl class="facts">
        <div><dt>${t.gateways.secret}</dt><dd><code class="secret" hx-ignore>${secret.reveal()}</code></dd></div>
        ${uamSecret ? html`<div><dt>${t.gateways.uamSecret}</dt><dd><code class="secret" hx-ignore>${uamSecret.reveal()}</code></dd></div>` : ''}
      </dl>
      ${'says' in config ? noConfig(voice, config) : readyConfig(voice, gateway, config)}
      <p class="row">${'says' in config ? '' : html`<button type="button" class="quiet" data-copy="config" hidden>${t.copy}</button>`}
        <a class="button" href="/gateways/${gateway.id}">${t.gateways.onward}</a></p>
    </section>`,
  }
}

function readyConfig({ t }: Voice, { vendor }: Gateway, { fileName, text }: ReadyConfig): Html {
  return html`<h2 id="config-name">${fileName}</h2>
    <p>${t.gateways.paste[vendor]}</p>
    <pre class="config" tabindex="0" role="region" aria-labelledby="config-name" hx-ignore><code id="config">${text}</code></pre>`
}

/** The gateway is added all the same, and its secrets are shown this once. */
function noConfig({ t }: Voice, { says }: NoConfig): Html {
  return html`<p class="warning">${t.gateways.noConfig}</p><p class="muted"><code hx-ignore>${says}</code></p>`
}

/** Removing is asked once more, on a page of its own that says what it means. */
export function removalPage({ t, format }: Voice, { gateway, online }: GatewayRow): Page {
  return {
    title: t.gateways.remove,
    section: 'gateways',
    body: html`<form class="card stack note" method="post" action="/gateways/${gateway.id}/removal">
      <h1>${t.gateways.removeTitle(gateway.id)}</h1>
      <p>${t.gateways.removeSays(format.number(online))}</p>
      <p class="row"><button class="danger">${t.gateways.remove}</button>
        <a class="button quiet" href="/gateways/${gateway.id}">${t.cancel}</a></p>
    </form>`,
  }
}

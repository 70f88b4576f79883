import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { ago, badge, empty, heading, table, tile } from './parts.ts'
import type { Overview } from './ports.ts'
import { barChart } from './sparkline.ts'
import type { Page, Voice } from './view.ts'

/** The regions of the overview: each is redrawn by itself when the stream says so. */
const REGIONS = [
  { id: 'overview-figures', draw: figures },
  { id: 'overview-hours', draw: hours },
  { id: 'overview-arrivals', draw: arrivals },
  { id: 'overview-silent', draw: silent },
] as const

/** The city at a glance. Without scripts it is a page like any other; with them it stays current. */
export function overviewPage(voice: Voice, overview: Overview): Page {
  const { t } = voice
  const regions = REGIONS.map(
    ({ id, draw }) => html`<section id="${id}">${draw(voice, overview)}</section>`,
  )
  return {
    title: t.sections.overview,
    section: 'overview',
    body: html`${heading(t.sections.overview, t.overview.says, liveMark(voice))}
    <div id="live" class="overview" hx-sse:connect="/live" hx-swap="none">${regions}</div>`,
  }
}

/** The same regions as one message of the stream. */
export function overviewPartials(voice: Voice, overview: Overview): Html {
  return html`${REGIONS.map(
    ({ id, draw }) =>
      html`<hx-partial hx-target="#${id}" hx-swap="innerMorph">${draw(voice, overview)}</hx-partial>`,
  )}`
}

function liveMark({ t }: Voice): Html {
  return html`<span class="live-mark" data-live>${t.overview.live}</span>`
}

function figures({ t, format }: Voice, { online, gateways, today }: Overview): Html {
  const octets = today.octetsIn + today.octetsOut
  return html`<dl class="tiles">
    ${tile(t.overview.online, format.number(online))}
    ${tile(t.overview.heard, format.number(gateways.heard), t.overview.of(format.number(gateways.all)))}
    ${tile(t.overview.sessionsToday, format.number(today.sessions))}
    ${tile(
      t.overview.dataToday,
      format.octets(octets),
      `↓ ${format.octets(today.octetsOut)} ↑ ${format.octets(today.octetsIn)}`,
    )}
    ${tile(t.overview.refusalsToday, format.number(today.refusals))}
  </dl>`
}

function hours({ t, format }: Voice, overview: Overview): Html {
  const points = overview.hours.map(({ hour, sessions, octets }) => ({
    value: sessions,
    title: `${format.dateTime(hour)}: ${format.number(sessions)} · ${format.octets(octets)}`,
  }))
  const total = overview.hours.reduce((sum, { sessions }) => sum + sessions, 0)
  const [first, last] = [overview.hours.at(0), overview.hours.at(-1)]
  return html`<div class="card">
    <h2>${t.overview.hours}</h2>
    ${barChart(points, t.overview.hoursLabel(format.number(total)))}
    <p class="axis muted"><span>${first ? format.clock(first.hour).slice(0, 5) : ''}</span><span>${
      last ? format.clock(last.hour).slice(0, 5) : ''
    }</span></p>
  </div>`
}

function arrivals(voice: Voice, overview: Overview): Html {
  const { t, format } = voice
  if (overview.arrivals.length === 0) {
    return empty(t.overview.nobody, { href: '/gateways', label: t.sections.gateways })
  }
  return table({
    caption: t.overview.arrivals,
    columns: [t.when, t.site, t.gateway, t.plan, `${t.data}#`],
    rows: overview.arrivals.map(
      (row) => html`<tr id="arrival-${row.id}">
        <td>${format.clock(row.startedAt)}</td><td>${row.siteName}</td>
        <td><a href="/gateways/${row.gateway}">${row.gateway}</a></td><td>${row.planName[voice.locale]}</td>
        <td class="number">${format.octets(row.octetsIn + row.octetsOut)}</td>
      </tr>`,
    ),
  })
}

function silent(voice: Voice, overview: Overview): Html {
  const { t } = voice
  if (overview.silent.length === 0) {
    return html`<div class="card calm"><h2>${t.overview.silent}</h2>
      <p>${badge('good', t.overview.allHeard)}</p>${knocks(voice, overview)}</div>`
  }
  return html`<div class="card">
    <h2>${t.overview.silent}</h2>${knocks(voice, overview)}
    <ul class="list">${overview.silent.map(
      ({ id, lastHeardAt }) =>
        html`<li><a href="/gateways/${id}">${id}</a> <span>${ago(voice, lastHeardAt)}</span></li>`,
    )}</ul>
  </div>`
}

function knocks({ t, format }: Voice, { strangers }: Overview): Html {
  if (strangers === 0) return html``
  return html`<p class="knocks"><a href="/strangers">${t.strangers.waiting(format.number(strangers))}</a></p>`
}

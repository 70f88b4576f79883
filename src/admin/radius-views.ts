import { html } from 'hono/html'
import type { Unreachable } from '#src/enforcement/unreachable-store.ts'
import type { Html } from '#src/http/html.ts'
import type { DeviceAlarm } from '#src/people/alarm-store.ts'
import type { ForwardingState } from '#src/proxy/forwarding-server.ts'
import { ago, badge, empty, heading, table } from './parts.ts'
import { type CounterRow, counterTable, mschapOverUdp } from './radius-counters.ts'
import type { Page, Voice } from './view.ts'

type RadiusState = {
  readonly counters: Readonly<Record<string, number>>
  readonly forwarding: ForwardingState
  readonly unreachable: readonly Unreachable[]
  readonly alarms: readonly DeviceAlarm[]
}

/** How often the page looks again without scripts. */
const REFRESH_SECONDS = 15

/** What asks for a hand first, then the home servers, then every counter in words. */
export function radiusPage(voice: Voice, state: RadiusState): Page {
  const { t } = voice
  return {
    title: t.sections.radius,
    section: 'radius',
    refreshSeconds: REFRESH_SECONDS,
    body: html`${heading(t.sections.radius, t.radius.says)}${radiusNow(voice, state)}`,
  }
}

/** The page's own part, which looks again every five seconds. */
export function radiusNow(voice: Voice, state: RadiusState): Html {
  return html`<div id="radius-now" class="tables" hx-get="/radius" hx-trigger="every 5s" hx-target="#radius-now" hx-swap="outerMorph">
    ${unreachableTable(voice, state.unreachable)}
    ${alarmTable(voice, state.alarms)}
    ${mschapNote(voice, state.counters)}
    ${homeTable(voice, state.forwarding)}
    ${backlogTable(voice, state.forwarding)}
    ${counterTables(voice, state.counters)}
  </div>`
}

function unreachableTable(voice: Voice, rows: readonly Unreachable[]): Html {
  const { t } = voice
  if (rows.length === 0) return html`<p>${badge('good', t.radius.allReached)}</p>`
  return table({
    caption: t.radius.unreachable,
    columns: [t.gateway, t.radius.session, t.since, t.radius.answer],
    rows: rows.map(
      ({ gateway, session, since, says }) => html`<tr>
      <th scope="row"><a href="/gateways/${gateway}">${gateway}</a></th><td><a href="/sessions/${session}">${session}</a></td>
      <td>${ago(voice, since)}</td><td><code>${says}</code></td>
    </tr>`,
    ),
  })
}

function alarmTable(voice: Voice, alarms: readonly DeviceAlarm[]): Html {
  const { t } = voice
  if (alarms.length === 0) return html``
  return table({
    caption: t.radius.alarms,
    columns: [t.when, t.radius.device, t.radius.asked, t.radius.elsewhere, t.radius.standing],
    rows: alarms.map(({ at, device, gateway, elsewhere, settledAt }) => {
      const isOpen = settledAt === undefined
      return html`<tr>
        <td>${ago(voice, at)}</td><td>${device}</td>
        <td><a href="/gateways/${gateway}">${gateway}</a></td><td><a href="/gateways/${elsewhere}">${elsewhere}</a></td>
        <td>${isOpen ? badge('warn', t.radius.open) : badge('plain', t.radius.settled)}</td>
      </tr>`
    }),
  })
}

function mschapNote({ t, format }: Voice, counters: Readonly<Record<string, number>>): Html {
  const count = mschapOverUdp(counters)
  if (count === 0) return html``
  return html`<p>${badge('warn', 'MS-CHAPv2')} ${t.radius.mschapOverUdp(format.number(count))}</p>`
}

const TONES = { alive: 'good', suspect: 'warn', reviving: 'warn', dead: 'bad' } as const

function homeTable(voice: Voice, { homes }: ForwardingState): Html {
  const { t } = voice
  if (homes.length === 0) return html``
  return table({
    caption: t.radius.homes,
    columns: [t.radius.realm, t.radius.duty, t.address, t.radius.standing, t.since],
    rows: homes.map(
      ({ realm, duty, host, port, standing, since }) => html`<tr>
      <th scope="row">${realm}</th><td>${t.radius.ports[duty]}</td><td><code>${host}</code> · <code>${port}</code></td>
      <td>${badge(TONES[standing], t.radius.standings[standing])}</td><td>${ago(voice, since)}</td>
    </tr>`,
    ),
  })
}

function backlogTable(voice: Voice, { backlogs }: ForwardingState): Html {
  const { t, format } = voice
  const waiting = backlogs.filter(({ waiting }) => waiting > 0)
  if (waiting.length === 0) return html``
  return table({
    caption: t.radius.backlogs,
    columns: [t.radius.realm, `${t.radius.waiting}#`, t.radius.oldest],
    rows: waiting.map(
      ({ realm, waiting, oldestAt }) => html`<tr>
      <th scope="row">${realm}</th><td class="number">${format.number(waiting)}</td><td>${ago(voice, oldestAt)}</td>
    </tr>`,
    ),
  })
}

function counterTables(voice: Voice, counters: Readonly<Record<string, number>>): Html {
  const { t } = voice
  const { ports, groups } = counterTable(counters)
  if (groups.length === 0) return empty(t.radius.nothing)
  const names: Readonly<Record<string, string>> = t.radius.ports
  const columns = ports.map((port) => `${names[port] ?? port}#`)
  return html`<p class="muted">${t.radius.sinceStart}</p>
    ${groups.map(({ group, rows }) =>
      table({
        caption: t.radius.groups[group],
        columns: [t.radius.outcome, t.radius.meaning, ...columns],
        rows: rows.map((row) => counterRow(voice, row)),
      }),
    )}`
}

function counterRow({ t, format }: Voice, { outcome, counts }: CounterRow): Html {
  const [first = ''] = outcome.split('.')
  const words = Object.hasOwn(t.radius.outcomes, first) ? t.radius.outcomes[first] : ''
  return html`<tr>
    <th scope="row"><code>${outcome}</code></th><td class="prose">${words}</td>
    ${counts.map((count) => html`<td class="number">${format.number(count)}</td>`)}
  </tr>`
}

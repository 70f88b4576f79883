import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Role } from '#src/officers/officer.ts'
import type { Site } from '#src/places/place.ts'
import type { DisconnectOutcome } from '#src/radius/message.ts'
import { badge, choice, empty, fromAir, heading, table } from './parts.ts'
import type { GatewayRow, SessionFilter, SessionRow } from './ports.ts'
import type { Page, Voice } from './view.ts'

type Listing = {
  readonly filter: Omit<SessionFilter, 'limit'>
  readonly rows: readonly SessionRow[]
  readonly hasMore: boolean
  readonly count: number
  readonly role: Role
}

/** Who is online now, narrowed by place or gateway. The address is the view. */
export function sessionsPage(
  voice: Voice,
  listing: Listing,
  sites: readonly Site[],
  gateways: readonly GatewayRow[],
): Page {
  const { t } = voice
  const { filter } = listing
  return {
    title: t.sections.sessions,
    section: 'sessions',
    body: html`${heading(t.sections.sessions, t.sessions.says)}
    <form class="filters" method="get" action="/sessions" hx-get="/sessions" hx-trigger="change"
          hx-target="#session-rows" hx-swap="outerHTML" hx-replace-url="true" hx-include="this" hx-sync="this:replace">
      ${choice({
        name: 'site',
        label: t.site,
        value: filter.site ?? '',
        options: [
          { value: '', label: t.all },
          ...sites.map(({ id, name }) => ({ value: id, label: name })),
        ],
      })}
      ${choice({
        name: 'gateway',
        label: t.gateway,
        value: filter.gateway ?? '',
        options: [
          { value: '', label: t.all },
          ...gateways.map(({ gateway }) => ({ value: gateway.id, label: gateway.id })),
        ],
      })}
      <button class="quiet">${t.filter}</button>
    </form>
    ${sessionRows(voice, listing)}`,
  }
}

/** The rows alone. The first page looks again every five seconds; a later one stands still to be read. */
export function sessionRows(voice: Voice, listing: Listing): Html {
  const { t, format } = voice
  const { filter, rows, hasMore, count, role } = listing
  const here = address(filter)
  const isLive = filter.after === undefined
  const live = html` hx-get="${here}" hx-trigger="every 5s" hx-swap="outerMorph" hx-target="#session-rows"`
  const next = html`<a class="button quiet" href="${address({ ...filter, after: rows.at(-1)?.id ?? 0 })}">${t.nextPage}</a>`
  return html`<div id="session-rows"${isLive ? live : ''}>
    <p class="count">${t.sessions.count(format.number(count))}</p>
    ${rows.length === 0 ? empty(t.sessions.none, isNarrowed(filter) ? { href: '/sessions', label: t.showAll } : undefined) : sessionTable(voice, rows, role)}
    <p class="row">${isLive ? '' : html`<a class="button quiet" href="${address({ ...filter, after: 0 })}">${t.firstPage}</a>`}${hasMore ? next : ''}</p>
  </div>`
}

export function sessionTable(voice: Voice, rows: readonly SessionRow[], role: Role): Html {
  const { t } = voice
  const columns = [t.site, t.plan, `${t.user}, IP`, `${t.sessions.lasted}#`, '↓#', '↑#']
  return table({
    caption: t.sessions.caption,
    columns: role === 'viewer' ? columns : [...columns, t.action],
    rows: rows.map((row) =>
      sessionRow(voice, row, role === 'viewer' ? undefined : endForm(voice, row)),
    ),
  })
}

function sessionRow(voice: Voice, row: SessionRow, last: Html | undefined): Html {
  const { t, format, now } = voice
  const seconds = row.stoppedAt === undefined ? (now - row.startedAt) / 1000 : row.seconds
  const lasted = format.duration(Math.max(seconds, 0))
  return html`<tr id="session-${row.id}">
    <td>${row.siteName}<br><a href="/gateways/${row.gateway}">${row.gateway}</a></td><td>${row.planName[voice.locale]}</td>
    <td class="whole">${nameOf(row)}<br><code>${row.framedIp ?? '–'}</code></td>
    <td class="number"><a href="/sessions/${row.id}" aria-label="${t.sessions.title(row.id)}, ${lasted}"><time datetime="${new Date(row.startedAt).toISOString()}" title="${t.since} ${format.dateTime(row.startedAt)}">${lasted}</time></a></td>
    <td class="number">${format.octets(row.octetsOut)}</td><td class="number">${format.octets(row.octetsIn)}</td>
    ${last !== undefined ? html`<td>${last}</td>` : ''}
  </tr>`
}

/** A device let in by its address alone has no name: the address is nowhere shown. */
export function nameOf({ userName }: SessionRow): Html {
  return userName === '' ? html`–` : fromAir(userName)
}

function endForm({ t }: Voice, { id }: SessionRow): Html {
  return html`<form method="post" action="/sessions/${id}/end" hx-post="/sessions/${id}/end"
      hx-target="#session-${id}" hx-swap="outerHTML" hx-disable="find button">
    <button class="quiet danger small">${t.sessions.end}</button>
  </form>`
}

/** The row after the gateway's word, which takes the button's place and the keyboard's focus. */
export function endedRow(
  voice: Voice,
  row: SessionRow,
  outcome: DisconnectOutcome | { readonly kind: 'gone' },
): Html {
  const { t } = voice
  const tone = { ack: 'good', gone: 'plain', nak: 'bad', silent: 'warn' } as const
  const says = badge(tone[outcome.kind], t.sessions.outcomes[outcome.kind])
  return sessionRow(voice, row, html`<span tabindex="-1" autofocus>${says}</span>`)
}

function isNarrowed({ site, gateway, after }: Omit<SessionFilter, 'limit'>): boolean {
  return site !== undefined || gateway !== undefined || after !== undefined
}

function address({ site, gateway, after }: Omit<SessionFilter, 'limit'>): string {
  const query = new URLSearchParams({
    ...(site ? { site } : {}),
    ...(gateway ? { gateway } : {}),
    ...(after ? { after: String(after) } : {}),
  })
  return query.size > 0 ? `/sessions?${query}` : '/sessions'
}

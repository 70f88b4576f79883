import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Usage, UsageReport } from '#src/reports/usage.ts'
import { heading, table, tile } from './parts.ts'
import type { Page, Voice } from './view.ts'

/** A calendar month by commune, each with its sites. A commune with nothing has its row of zeros. */
export function usagePage(voice: Voice, usage: UsageReport): Page {
  const { t } = voice
  const { month } = usage
  const downloads = html`<a class="button quiet" href="/usage/${month}.csv" download>CSV</a>
    <a class="button quiet" href="/usage/${month}.json" download>JSON</a>
    <a class="button" href="/usage/${month}.html">${t.usage.printable}</a>`
  return {
    title: t.usage.title(month),
    section: 'usage',
    body: html`${heading(t.usage.title(month), t.usage.says, downloads)}
    <form class="filters" method="get" action="/usage">
      <label for="month">${t.usage.month}</label>
      <input id="month" name="month" type="month" value="${month}" required pattern="[0-9]{4}-[0-9]{2}">
      <button class="quiet">${t.show}</button>
    </form>
    ${totals(voice, usage.total)}${communes(voice, usage)}`,
  }
}

function totals({ t, format }: Voice, line: Usage): Html {
  return html`<dl class="tiles">
    ${tile(t.usage.people, format.number(line.people))}
    ${tile(t.usage.devices, format.number(line.devices))}
    ${tile(t.usage.sessions, format.number(line.sessions))}
    ${tile(t.usage.time, format.duration(line.seconds))}
    ${tile(t.data, format.octets(line.octetsIn + line.octetsOut))}
    ${tile(t.usage.openings, format.number(line.serviceOpenings))}
  </dl>`
}

function communes(voice: Voice, usage: UsageReport): Html {
  const { t } = voice
  const { communes: listed, elsewhere } = usage
  const rest = elsewhere ? [{ ...elsewhere, name: t.usage.elsewhere }] : []
  const rows = [...listed, ...rest].flatMap((commune) => [
    line(voice, commune, isIdle(commune) ? 'idle' : 'commune'),
    ...commune.siteUsages.map((site) => line(voice, site, 'site')),
  ])
  return table({
    caption: t.usage.caption(usage.month),
    columns: [
      t.usage.place,
      `${t.usage.sites}#`,
      `${t.usage.gateways}#`,
      `${t.usage.people}#`,
      `${t.usage.devices}#`,
      `${t.usage.sessions}#`,
      `${t.usage.time}#`,
      '↓#',
      '↑#',
      `${t.usage.openings}#`,
    ],
    rows: [...rows, line(voice, { ...usage.total, name: t.usage.total }, 'total')],
  })
}

function line(
  { format }: Voice,
  row: Usage & { readonly name: string },
  kind: 'commune' | 'idle' | 'site' | 'total',
): Html {
  const counts = [
    format.number(row.sites),
    format.number(row.gateways),
    format.number(row.people),
    format.number(row.devices),
    format.number(row.sessions),
    format.duration(row.seconds),
    format.octets(row.octetsOut),
    format.octets(row.octetsIn),
    format.number(row.serviceOpenings),
  ]
  return html`<tr class="${kind}"><th scope="row">${row.name}</th>${counts.map(
    (count) => html`<td class="number">${count}</td>`,
  )}</tr>`
}

function isIdle({ sites, gateways, sessions, serviceOpenings }: Usage): boolean {
  return sites + gateways + sessions + serviceOpenings === 0
}

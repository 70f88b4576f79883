import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { forRole, type Route } from './door.ts'
import { empty, heading, table } from './parts.ts'
import type { ServiceRow } from './ports.ts'
import type { Voice } from './view.ts'

/** The public services the portal offers, and how often each was opened. */
export const SERVICE_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/services', async ({ ports, voice, page }) => {
    const { t } = voice
    const rows = await ports.services()
    return page({
      title: t.sections.services,
      section: 'services',
      body: html`${heading(t.sections.services, t.services.says)}${list(voice, rows)}`,
    })
  }),
]

function list(voice: Voice, rows: readonly ServiceRow[]): Html {
  const { t, format, locale } = voice
  if (rows.length === 0) return empty(t.services.none)
  const most = Math.max(1, ...rows.map(({ opens }) => opens))
  return table({
    caption: t.services.caption(format.number(rows.length)),
    columns: [t.services.service, t.services.group, `${t.services.opens}#`, t.services.share],
    rows: rows
      .toSorted((a, b) => b.opens - a.opens)
      .map(
        ({ id, name, group, opens }) => html`<tr id="service-${id}">
        <th scope="row">${name[locale]}</th><td>${group[locale]}</td><td class="number">${format.number(opens)}</td>
        <td><meter min="0" max="${most}" value="${opens}" aria-label="${t.services.opens}">${opens}</meter></td>
      </tr>`,
      ),
  })
}

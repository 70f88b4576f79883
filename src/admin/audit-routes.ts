import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { AuditEntry, AuditVerdict } from '#src/officers/audit-store.ts'
import { forRole, type Route } from './door.ts'
import { badge, empty, fromAir, heading, moment, table } from './parts.ts'
import type { Voice } from './view.ts'

const PAGE_LENGTH = 100

/** Everything anyone changed, and whether the trail itself is whole. */
export const AUDIT_ROUTES: readonly Route[] = [
  forRole('admin', 'GET', '/audit', async ({ c, ports, voice, page }) => {
    const { t } = voice
    const before = Number(c.req.query('before'))
    const isPaged = Number.isSafeInteger(before) && before > 0
    const [found, verdict] = await Promise.all([
      ports.audit.list({ ...(isPaged ? { before } : {}), limit: PAGE_LENGTH + 1 }),
      ports.audit.verify(),
    ])
    const rows = found.slice(0, PAGE_LENGTH)
    const next = html`<p><a class="button quiet" href="/audit?before=${rows.at(-1)?.seq ?? 0}">${t.nextPage}</a></p>`
    return page({
      title: t.sections.audit,
      section: 'audit',
      body: html`${heading(t.sections.audit, t.audit.says, verdictBadge(voice, verdict))}
      ${rows.length === 0 ? empty(t.audit.none) : list(voice, rows)}
      ${found.length > PAGE_LENGTH ? next : ''}`,
    })
  }),
]

function verdictBadge({ t, format }: Voice, verdict: AuditVerdict): Html {
  if (verdict.kind === 'broken') return badge('bad', t.audit.broken(format.number(verdict.seq)))
  return html`${badge('good', t.audit.whole(format.number(verdict.head.seq)))}
    <code class="muted" title="${t.audit.head}">${verdict.head.hash.slice(0, 12)}</code>`
}

function list(voice: Voice, rows: readonly AuditEntry[]): Html {
  const { t } = voice
  return table({
    caption: t.sections.audit,
    columns: [t.audit.row, t.when, t.audit.actor, t.audit.action, t.audit.subject, t.audit.detail],
    rows: rows.map(
      ({ seq, at, actor, action, subject, detail }) => html`<tr>
        <td class="number">${seq}</td><td>${moment(voice, at)}</td><td>${actor}</td>
        <td title="${action}">${Object.hasOwn(t.audit.actions, action) ? t.audit.actions[action] : html`<code>${action}</code>`}</td><td>${fromAir(subject)}</td>
        <td>${Object.entries(detail).map(
          ([name, value]) =>
            html`<span class="pair"><span class="muted">${name}</span> ${fromAir(String(value))}</span> `,
        )}</td>
      </tr>`,
    ),
  })
}

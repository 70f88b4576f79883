import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Refusal } from '#src/login/refusal-store.ts'
import { ago, empty, field, fromAir, heading, table } from './parts.ts'
import type { Page, Voice } from './view.ts'

type Found = {
  readonly typed: string
  readonly rows: readonly Refusal[]
  readonly fault?: string
}

/** Refusals newest first, of one phone once its address is typed: why, and what helps. */
export function refusalsPage(voice: Voice, { typed, rows, fault }: Found): Page {
  const { t } = voice
  return {
    title: t.sections.refusals,
    section: 'refusals',
    body: html`${heading(t.sections.refusals, t.refusals.says)}
    <form class="filters" method="get" action="/refusals" role="search">
      ${field({
        name: 'mac',
        label: t.refusals.mac,
        value: typed,
        hint: t.refusals.macHint,
        fault,
        type: 'search',
        attributes: html`autocomplete="off" spellcheck="false"`,
        isOptional: true,
      })}
      <button class="quiet">${t.search}</button>
    </form>
    ${fault ? '' : list(voice, rows, typed)}`,
  }
}

function list(voice: Voice, rows: readonly Refusal[], typed: string): Html {
  const { t } = voice
  if (rows.length === 0) {
    return typed
      ? empty(t.refusals.noneOf(typed), { href: '/refusals', label: t.showAll })
      : empty(t.refusals.none)
  }
  return table({
    caption: t.refusals.caption,
    columns: [t.when, t.refusals.why, t.refusals.remedy, t.gateway, t.user],
    rows: rows.map(({ at, gateway, userName, reason }) => {
      const { why, remedy } = t.refusalReasons[reason]
      return html`<tr>
        <td>${ago(voice, at)}</td><td><strong>${why}</strong></td><td class="prose">${remedy}</td>
        <td><a href="/gateways/${gateway}">${gateway}</a></td><td>${fromAir(userName)}</td>
      </tr>`
    }),
  })
}

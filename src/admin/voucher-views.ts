import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Role } from '#src/officers/officer.ts'
import type { Plan } from '#src/plans/plan.ts'
import { showVoucherCode, type VoucherCode } from '#src/vouchers/voucher.ts'
import type { VoucherBatch } from '#src/vouchers/voucher-store.ts'
import { ASSETS } from './layout.ts'
import { choice, empty, field, heading, moment, table } from './parts.ts'
import type { VoucherSheet } from './ports.ts'
import { qrCode } from './qr.ts'
import type { Page, Voice } from './view.ts'

type Typed = { plan: string; count: string; days: string; note: string }
/** What is wrong with an order; a number is the most that is allowed. */
export type OrderFaults = {
  readonly plan?: true
  readonly count?: number
  readonly days?: number
  readonly note?: number
}
type Filled = {
  readonly batches: readonly VoucherBatch[]
  readonly plans: readonly Plan[]
  readonly role: Role
  readonly typed?: Typed
  readonly faults?: OrderFaults
}

const FRESH: Typed = { plan: 'public', count: '20', days: '30', note: '' }

/** The batches so far, and the form for the next. */
export function vouchersPage(voice: Voice, filled: Filled): Page {
  const { t } = voice
  return {
    title: t.sections.vouchers,
    section: 'vouchers',
    body: html`${heading(t.sections.vouchers, t.vouchers.says)}
    ${filled.role === 'viewer' ? '' : orderForm(voice, filled)}
    ${batchTable(voice, filled)}`,
  }
}

function orderForm({ t, locale }: Voice, { plans, typed = FRESH, faults = {} }: Filled): Html {
  const most = (max: number | undefined) => (max === undefined ? undefined : t.between(1, max))
  return html`<form class="card stack" method="post" action="/vouchers">
    <h2>${t.vouchers.issue}</h2>
    <div class="columns">
      ${choice({
        name: 'plan',
        label: t.plan,
        value: typed.plan,
        fault: faults.plan && t.vouchers.badPlan,
        options: plans.map(({ id, name }) => ({ value: id, label: name[locale] })),
      })}
      ${field({
        name: 'count',
        label: t.vouchers.count,
        value: typed.count,
        type: 'number',
        fault: most(faults.count),
        attributes: html`min="1" max="500" inputmode="numeric"`,
      })}
      ${field({
        name: 'days',
        label: t.vouchers.days,
        value: typed.days,
        type: 'number',
        fault: most(faults.days),
        attributes: html`min="1" max="366" inputmode="numeric"`,
      })}
      ${field({
        name: 'note',
        label: t.vouchers.note,
        value: typed.note,
        hint: t.vouchers.noteHint,
        fault: faults.note === undefined ? undefined : t.atMostCharacters(faults.note),
        attributes: html`maxlength="200" autocomplete="off"`,
        isOptional: true,
      })}
    </div>
    <p><button>${t.vouchers.issue}</button></p>
  </form>`
}

function batchTable(voice: Voice, { batches, plans, role }: Filled): Html {
  const { t, format, locale } = voice
  if (batches.length === 0) return empty(role === 'viewer' ? t.vouchers.noneYet : t.vouchers.none)
  const nameOf = new Map(plans.map(({ id, name }) => [id, name[locale]]))
  const link = ({ id }: VoucherBatch) =>
    role === 'viewer' ? html`${id}` : html`<a href="/vouchers/${id}">${t.vouchers.batch(id)}</a>`
  return table({
    caption: t.vouchers.batches,
    columns: [
      t.vouchers.batchColumn,
      t.plan,
      t.vouchers.note,
      `${t.vouchers.used}#`,
      t.vouchers.issuedBy,
      t.vouchers.issuedAt,
      t.vouchers.expiresAt,
    ],
    rows: batches.map(
      (batch) => html`<tr>
        <th scope="row">${link(batch)}</th><td>${nameOf.get(batch.plan) ?? batch.plan}</td><td>${batch.note}</td>
        <td class="number">${format.number(batch.redeemed)} / ${format.number(batch.count)}</td>
        <td>${batch.issuedBy}</td><td>${moment(voice, batch.issuedAt)}</td><td>${moment(voice, batch.expiresAt)}</td>
      </tr>`,
    ),
  })
}

/** One batch with its codes. */
export function voucherBatchPage(voice: Voice, { batch, codes }: VoucherSheet): Page {
  const { t, format } = voice
  const print = html`<a class="button" href="/vouchers/${batch.id}/sheet">${t.vouchers.sheet}</a>`
  return {
    title: t.vouchers.batch(batch.id),
    section: 'vouchers',
    body: html`${heading(t.vouchers.batch(batch.id), batch.note || t.vouchers.says, print)}
    <dl class="facts">
      <div><dt>${t.vouchers.used}</dt><dd>${format.number(batch.redeemed)} / ${format.number(batch.count)}</dd></div>
      <div><dt>${t.vouchers.issuedBy}</dt><dd>${batch.issuedBy}</dd></div>
      <div><dt>${t.vouchers.expiresAt}</dt><dd>${moment(voice, batch.expiresAt)}</dd></div>
    </dl>
    <ul class="codes">${codes.map((code) => html`<li><code>${showVoucherCode(code)}</code></li>`)}</ul>`,
  }
}

/** A4 sheets to cut: each slip carries its code in letters and as a picture that leads to the portal. */
export function sheetPage(
  voice: Voice,
  { batch, codes }: VoucherSheet,
  link: (code: VoucherCode) => string,
): Html {
  const { t, format, locale } = voice
  return html`<!doctype html>
<html lang="${locale}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${t.vouchers.batch(batch.id)} · ${t.product}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="${ASSETS.href('console.css')}">
  <script src="${ASSETS.href('console.js')}" defer></script>
</head>
<body class="sheet">
  <header class="no-print row">
    <a class="button quiet" href="/vouchers/${batch.id}">${t.back}</a>
    <button type="button" data-print hidden>${t.print}</button>
    <p class="muted">${t.vouchers.sheetSays}</p>
  </header>
  <main>
    <h1 class="no-print">${t.vouchers.batch(batch.id)}</h1>
    <ol class="slips">${codes.map(
      (code) => html`<li class="slip">
        ${qrCode(link(code), t.vouchers.qrLabel(showVoucherCode(code)))}
        <div><p class="network">${t.vouchers.network}</p><p class="code"><code>${showVoucherCode(code)}</code></p>
        <p>${t.vouchers.slipSays}</p><p class="muted">${t.vouchers.until(format.date(batch.expiresAt))}</p></div>
      </li>`,
    )}</ol>
  </main>
</body>
</html>`
}

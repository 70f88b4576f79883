import { html } from 'hono/html'
import type { Push, PushOutcome, PushStep } from '#src/fleet/push-store.ts'
import type { Html } from '#src/http/html.ts'
import type { Role } from '#src/officers/officer.ts'
import { ago, badge, empty, heading, moment, table } from './parts.ts'
import type { DevicePlan, GatewayRow } from './ports.ts'
import type { Page, Voice } from './view.ts'

/** The devices we may configure, and what was last sent to them. */
export function devicesPage(
  voice: Voice,
  rows: readonly GatewayRow[],
  pushes: readonly Push[],
  role: Role,
): Page {
  const { t } = voice
  const mayCompare = role !== 'viewer'
  const columns = [t.name, t.site, t.devices.api, t.lastWord]
  const body =
    rows.length === 0
      ? empty(t.devices.none, { href: '/gateways/new', label: t.gateways.add })
      : table({
          caption: t.devices.caption,
          columns: mayCompare ? [...columns, t.action] : columns,
          rows: rows.map(
            ({ gateway, siteName, lastHeardAt }) => html`<tr>
          <th scope="row"><a href="/gateways/${gateway.id}">${gateway.id}</a></th><td>${siteName}</td>
          <td><code>${gateway.api?.host}:${gateway.api?.port}</code></td><td>${ago(voice, lastHeardAt)}</td>
          ${mayCompare ? html`<td><a class="button quiet small" href="/devices/${gateway.id}">${t.devices.compare}</a></td>` : ''}
        </tr>`,
          ),
        })
  return {
    title: t.sections.devices,
    section: 'devices',
    body: html`${heading(t.sections.devices, t.devices.says)}${body}${pushTable(voice, pushes)}`,
  }
}

function pushTable(voice: Voice, pushes: readonly Push[]): Html {
  const { t } = voice
  if (pushes.length === 0) return html``
  return table({
    caption: t.devices.pushes,
    columns: [t.when, t.gateway, t.devices.by, t.devices.outcome],
    rows: pushes.map(
      (push) => html`<tr>
      <td><a href="/devices/${push.gateway}/pushes/${push.id}">${moment(voice, push.startedAt)}</a></td>
      <td>${push.gateway}</td><td>${push.actor}</td><td>${outcomeBadge(voice, push)}</td>
    </tr>`,
    ),
  })
}

/** The difference first; the button to make it so only beneath it. */
export function devicePage(
  voice: Voice,
  { gateway, siteName }: GatewayRow,
  plan: DevicePlan,
  pushes: readonly Push[],
): Page {
  const { t } = voice
  return {
    title: `${t.devices.compare}: ${gateway.id}`,
    section: 'devices',
    body: html`${heading(gateway.id, `${t.devices.compare} · ${siteName}`)}
    <section id="push-area" aria-live="polite">${planned(voice, gateway.id, plan)}</section>
    ${plan.kind === 'planned' && plan.lines.length > 0 ? pushForm(voice, gateway.id) : ''}
    ${pushTable(voice, pushes)}`,
  }
}

function planned(voice: Voice, gateway: string, plan: DevicePlan): Html {
  const { t } = voice
  switch (plan.kind) {
    case 'not-manageable':
      return empty(t.devices.notManageable, { href: `/gateways/${gateway}`, label: gateway })
    case 'unreachable':
      return html`<div class="card"><p>${badge('bad', t.devices.unreachable)}</p>
        <p>${t.devices.unreachableSays}</p><p class="muted"><code>${plan.says}</code></p></div>`
    case 'planned':
      return differences(voice, plan)
  }
}

function differences(
  { t, format }: Voice,
  { lines, notes }: Extract<DevicePlan, { kind: 'planned' }>,
): Html {
  const noted = html`<ul class="notes">${notes.map((note) => html`<li hx-ignore>${note}</li>`)}</ul>`
  if (lines.length === 0) {
    return html`<div class="card calm"><p>${badge('good', t.devices.same)}</p></div>${notes.length > 0 ? noted : ''}`
  }
  return html`<p>${t.devices.differs(format.number(lines.length))}</p>
    ${stepList(
      lines.map((line) => ({ line, state: 'waiting' })),
      t.devices.diffLabel,
    )}
    ${notes.length > 0 ? noted : ''}`
}

/** Beside what it fills, not in it: htmx drops an answer whose form has left the page. */
function pushForm({ t }: Voice, gateway: string): Html {
  return html`<form id="push-form" method="post" action="/devices/${gateway}/pushes"
          hx-post="/devices/${gateway}/pushes" hx-target="#push-area" hx-swap="innerMorph"
          hx-disable="find button">
      <p><button>${t.devices.push}</button></p>
    </form>`
}

const KINDS: Readonly<Record<string, string>> = { '+': 'add', '~': 'change', '-': 'remove' }

/** Steps as their one-line words; the sign in front also gives the colour. */
function stepList(steps: readonly PushStep[], label: string): Html {
  return html`<ol class="diff" aria-label="${label}">${steps.map(
    ({ line, state }) =>
      html`<li class="${KINDS[line.charAt(0)] ?? ''} ${state}" hx-ignore><code>${line}</code></li>`,
  )}</ol>`
}

/** One push by itself: its address can be sent to a colleague. */
export function pushPage(voice: Voice, push: Push): Page {
  const { t } = voice
  return {
    title: t.devices.pushTitle(push.gateway),
    section: 'devices',
    ...(push.finishedAt === undefined ? { refreshSeconds: 2 } : {}),
    body: html`${heading(t.devices.pushTitle(push.gateway), `${push.actor} · ${voice.format.dateTime(push.startedAt)}`)}
    <section id="push-area" aria-live="polite">${pushProgress(voice, push)}</section>
    <p><a href="/devices/${push.gateway}">${t.devices.compareAgain}</a></p>`,
  }
}

/** How far a push has come. While it runs it asks for itself again, unless a stream brings it. */
export function pushProgress(voice: Voice, push: Push, { isStreamed = false } = {}): Html {
  const { t, format } = voice
  const here = `/devices/${push.gateway}/pushes/${push.id}`
  const isRunning = push.finishedAt === undefined
  const polling = html` hx-get="${here}" hx-trigger="every 1s" hx-target="#push-progress" hx-swap="outerMorph"`
  const done = push.steps.filter(({ state }) => state === 'taken').length
  const share = `${format.number(done)} / ${format.number(push.steps.length)}`
  return html`<div id="push-progress" class="card stack"${isRunning && !isStreamed ? polling : ''}>
    <p>${outcomeBadge(voice, push)} <a href="${here}">${t.devices.pushNumber(push.id)}</a></p>
    <p><progress max="${Math.max(push.steps.length, 1)}" value="${isRunning ? done : Math.max(done, 1)}" aria-label="${t.devices.progress}"></progress> ${share}</p>
    ${isRunning ? '' : outcomeSays(voice, push)}
    ${stepList(push.steps, t.devices.diffLabel)}
    ${!isRunning && isStreamed ? html`<p><a class="button quiet" href="/devices/${push.gateway}">${t.devices.compareAgain}</a></p>` : ''}
  </div>`
}

/** What became of it; the log's own words only where they say what went wrong. */
function outcomeSays({ t }: Voice, { outcome, says }: Push): Html {
  const isWell = outcome === 'applied' || outcome === 'unchanged'
  return html`<p>${t.devices.outcomeSays[outcome ?? 'unknown']}</p>${isWell ? '' : html`<p class="muted" hx-ignore>${says}</p>`}`
}

const TONES: Readonly<Record<PushOutcome, 'good' | 'warn' | 'bad' | 'plain'>> = {
  applied: 'good',
  unchanged: 'plain',
  refused: 'bad',
  failed: 'bad',
  unknown: 'warn',
}

function outcomeBadge({ t }: Voice, { finishedAt, outcome }: Push): Html {
  if (finishedAt === undefined) return badge('plain', t.devices.running)
  return badge(TONES[outcome ?? 'unknown'], t.devices.outcomes[outcome ?? 'unknown'])
}

import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Role } from '#src/officers/officer.ts'
import { ago, badge, heading, moment } from './parts.ts'
import { meaningOf } from './plan-views.ts'
import type { SessionDetail } from './ports.ts'
import { nameOf } from './session-views.ts'
import type { Page, Voice } from './view.ts'

/** One session by itself. Whose it is stays unsaid, and so does what that person has left. */
export function sessionPage(voice: Voice, session: SessionDetail, role: Role): Page {
  const { t, format } = voice
  const title = t.sessions.title(session.id)
  return {
    title,
    section: 'sessions',
    body: html`${heading(title, session.siteName, role === 'viewer' ? undefined : endForm(voice, session))}
    <dl class="facts">
      <div><dt>${t.gateway}</dt><dd><a href="/gateways/${session.gateway}">${session.gateway}</a></dd></div>
      <div><dt>${t.user}</dt><dd>${nameOf(session)}</dd></div>
      <div><dt>IP</dt><dd><code>${session.framedIp ?? '–'}</code></dd></div>
      <div><dt>${t.since}</dt><dd>${moment(voice, session.startedAt)}</dd></div>
      <div><dt>${t.sessions.updated}</dt><dd>${ago(voice, session.updatedAt)}</dd></div>
      <div><dt>${t.sessions.stopped}</dt><dd>${stopped(voice, session)}</dd></div>
      <div><dt>${t.data}</dt><dd>↓ ${format.octets(session.octetsOut)} ↑ ${format.octets(session.octetsIn)}</dd></div>
    </dl>
    <h2>${t.sessions.plan}: ${session.planName[voice.locale]}</h2>
    <div class="card stack"><p>${session.plan ? meaningOf(voice, session.plan) : t.sessions.noPlan}</p>
      ${session.isSlowed ? html`<p>${badge('warn', t.sessions.slowed)}</p>` : ''}</div>
    ${session.visit.length < 2 ? '' : visitPart(voice, session)}
    ${session.device === undefined ? '' : devicePart(voice, session, role)}`,
  }
}

function stopped(voice: Voice, { stoppedAt, stopCause }: SessionDetail): Html {
  if (stoppedAt === undefined) return badge('good', voice.t.sessions.live)
  return html`${moment(voice, stoppedAt)} <span class="muted">${stopCause ?? ''}</span>`
}

/** A phone that walks from gateway to gateway is one guest, whose sessions lead to each other. */
function visitPart(voice: Voice, { id, visit }: SessionDetail): Html {
  const { t } = voice
  const stays = visit.map(
    (stay) =>
      html`<li>${moment(voice, stay.startedAt)} ${
        stay.id === id
          ? html`<strong>${stay.siteName}</strong>`
          : html`<a href="/sessions/${stay.id}">${stay.siteName}</a>`
      } <span class="muted">${stay.gateway}</span></li>`,
  )
  return html`<h2>${t.sessions.visit}</h2>
    <div class="card stack"><p class="muted">${t.sessions.visitSays}</p><ol>${stays}</ol></div>`
}

function devicePart({ t, format }: Voice, session: SessionDetail, role: Role): Html {
  const { id, rememberedUntil } = session
  const form = html`<form class="row" method="post" action="/sessions/${id}/forgetting">
    <button class="quiet danger">${t.sessions.forget}</button><span class="muted">${t.sessions.forgetSays}</span></form>`
  return html`<h2>${t.sessions.device}</h2>
    <div class="card stack"><p>${
      rememberedUntil === undefined
        ? t.sessions.notRemembered
        : t.sessions.remembered(format.dateTime(rememberedUntil))
    }</p>${rememberedUntil === undefined || role === 'viewer' ? '' : form}</div>`
}

function endForm({ t }: Voice, { id, stoppedAt }: SessionDetail): Html | undefined {
  if (stoppedAt !== undefined) return undefined
  return html`<form method="post" action="/sessions/${id}/end"><button class="danger">${t.sessions.end}</button></form>`
}

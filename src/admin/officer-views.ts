import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { type Officer, ROLES } from '#src/officers/officer.ts'
import { badge, choice, field, heading, table } from './parts.ts'
import type { Page, Voice } from './view.ts'

type Filled = {
  readonly officers: readonly Officer[]
  readonly self: string
  readonly typed?: { readonly id: string; readonly name: string; readonly role: string }
  readonly faults?: Readonly<Record<string, string>>
}

export function officersPage(voice: Voice, filled: Filled): Page {
  const { t } = voice
  return {
    title: t.sections.officers,
    section: 'officers',
    body: html`${heading(t.sections.officers, t.officers.says)}
    ${inviteForm(voice, filled)}
    ${table({
      caption: t.sections.officers,
      columns: [t.name, t.officers.id, t.officers.role, t.officers.state, t.action],
      rows: filled.officers.map((officer) => officerRow(voice, officer, filled.self)),
    })}`,
  }
}

function inviteForm(
  { t }: Voice,
  { typed = { id: '', name: '', role: 'viewer' }, faults = {} }: Filled,
): Html {
  return html`<form class="card stack" method="post" action="/officers">
    <h2>${t.officers.invite}</h2>
    <div class="columns">
      ${field({
        name: 'name',
        label: t.officers.fullName,
        value: typed.name,
        fault: faults['name'],
        attributes: html`autocomplete="off" maxlength="80"`,
      })}
      ${field({
        name: 'id',
        label: t.officers.id,
        value: typed.id,
        hint: t.officers.idHint,
        fault: faults['id'],
        attributes: html`autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="32"`,
      })}
      ${choice({
        name: 'role',
        label: t.officers.role,
        value: typed.role,
        fault: faults['role'],
        options: ROLES.map((role) => ({
          value: role,
          label: `${t.roles[role]}: ${t.officers.may[role]}`,
        })),
      })}
    </div>
    <p><button>${t.officers.invite}</button></p>
  </form>`
}

function officerRow(voice: Voice, officer: Officer, self: string): Html {
  const { t } = voice
  const { id } = officer
  const disabling = officer.isDisabled
    ? html`<form method="post" action="/officers/${id}/enabling"><button class="quiet small">${t.officers.enable}</button></form>`
    : html`<form method="post" action="/officers/${id}/disabling"><button class="quiet danger small">${t.officers.disable}</button></form>`
  return html`<tr>
    <th scope="row">${officer.name}</th><td><code>${id}</code></td><td>${t.roles[officer.role]}</td>
    <td>${state(voice, officer)}</td>
    <td><div class="row">
      <form method="post" action="/officers/${id}/invitation"><button class="quiet small">${t.officers.newLink}</button></form>
      ${id === self ? '' : disabling}
    </div></td>
  </tr>`
}

function state({ t, format, now }: Voice, { isDisabled, isEnrolled, invitedUntil }: Officer): Html {
  if (isDisabled) return badge('bad', t.officers.disabled)
  if (invitedUntil !== undefined && invitedUntil > now) {
    return badge('warn', t.officers.invitedUntil(format.dateTime(invitedUntil)))
  }
  return isEnrolled ? badge('good', t.officers.active) : badge('plain', t.officers.lapsed)
}

/** The link to hand over, on the only page it is ever on. */
export function invitedPage({ t, format }: Voice, officer: Officer, url: string): Page {
  return {
    title: t.officers.invited(officer.name),
    section: 'officers',
    body: html`${heading(t.officers.invited(officer.name), t.officers.handOver)}
    <section class="card stack once">
      <p class="warning">${t.officers.linkOnce(format.dateTime(officer.invitedUntil ?? 0))}</p>
      <p><code id="link" class="secret" hx-ignore>${url}</code></p>
      <p class="row"><button type="button" class="quiet" data-copy="link" hidden>${t.copy}</button>
        <a class="button" href="/officers">${t.back}</a></p>
    </section>`,
  }
}

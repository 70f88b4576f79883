import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Role } from '#src/officers/officer.ts'
import { OCTETS_PER_MEGABYTE, type Plan } from '#src/plans/plan.ts'
import { heading, table } from './parts.ts'
import type { Page, Voice } from './view.ts'

/** Every plan with the one sentence that says what it means to a resident. */
export function plansPage(voice: Voice, plans: readonly Plan[], role: Role): Page {
  const { t } = voice
  const mayChange = role === 'admin'
  const addLink = html`<a class="button" href="/plans/new">${t.plans.add}</a>`
  return {
    title: t.sections.plans,
    section: 'plans',
    body: html`${heading(t.sections.plans, t.plans.says, mayChange ? addLink : undefined)}
    ${table({
      caption: t.plans.caption,
      columns: [t.name, t.plans.means],
      rows: plans.map((plan) => planRow(voice, plan, mayChange)),
    })}`,
  }
}

function planRow(voice: Voice, plan: Plan, mayChange: boolean): Html {
  const name = plan.name[voice.locale]
  return html`<tr>
    <th scope="row">${mayChange ? html`<a href="/plans/${plan.id}">${name}</a>` : name}<br><code class="muted">${plan.id}</code></th>
    <td class="prose">${meaningOf(voice, plan)}</td>
  </tr>`
}

/** A plan in one sentence, as a resident would be told. */
export function meaningOf({ t, format }: Voice, plan: Plan): string {
  const words = t.plans.meaning
  const { sessionMinutes, idleMinutes, devices, upKbps, downKbps, atLimit } = plan
  const amount = (minutes: number | undefined, megabytes: number | undefined) =>
    [
      minutes === undefined ? [] : format.span(minutes),
      megabytes === undefined ? [] : format.octets(megabytes * OCTETS_PER_MEGABYTE),
    ]
      .flat()
      .join(words.and)
  const day = amount(plan.dayMinutes, plan.dayMegabytes)
  const month = amount(plan.monthMinutes, plan.monthMegabytes)
  const slow = atLimit === 'end' ? undefined : atLimit
  const atEnd = slow
    ? words.slows(format.rate(slow.slowDownKbps), format.rate(slow.slowUpKbps))
    : words.ends
  const parts = [
    words.session(amount(sessionMinutes, plan.sessionMegabytes)),
    day && words.day(day),
    month && words.month(month),
    devices && words.devices(format.number(devices)),
    upKbps && downKbps && words.rate(format.rate(downKbps), format.rate(upKbps)),
    (day || month) && atEnd,
    words.idle(format.span(idleMinutes)),
  ]
  return `${parts.filter(Boolean).join('; ')}.`
}

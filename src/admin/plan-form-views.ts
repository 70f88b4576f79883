import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Plan } from '#src/plans/plan.ts'
import {
  type PlanFaults,
  type PlanField,
  type PlanReading,
  parsePlan,
} from '#src/plans/plan-form.ts'
import type { PlanRemoval } from '#src/plans/plan-store.ts'
import { field, heading } from './parts.ts'
import { meaningOf } from './plan-views.ts'
import type { Page, Voice } from './view.ts'

/** A plan's form as it is shown: `plan` is the one being changed, nothing for a new one. */
export type PlanForm = {
  readonly plan?: Plan
  readonly typed: Readonly<Partial<Record<PlanField, string>>>
  readonly faults?: PlanFaults
  /** Another plan has the id that was typed. */
  readonly isTaken?: boolean
}

/** One field of the form, by its name. */
type Ask = (name: PlanField, label: string, hint?: string) => Html

const FIGURE = html`inputmode="numeric" autocomplete="off"`
const WORD = html`autocomplete="off" spellcheck="false" maxlength="63"`
const REQUIRED: readonly PlanField[] = [
  'id',
  'nameVi',
  'nameEn',
  'sessionMinutes',
  'idleMinutes',
  'interimSeconds',
]

/** The form of a plan. While it is typed in, the sentence above the button says what it would mean. */
export function planForm(voice: Voice, form: PlanForm): Page {
  const { t, locale } = voice
  const { plan, typed } = form
  const reading = parsePlan(typed)
  const path = plan ? `/plans/${plan.id}` : '/plans'
  const title = plan ? t.plans.changeTitle(plan.name[locale]) : t.plans.add
  const ask: Ask = (name, label, hint) =>
    field({
      name,
      label,
      value: typed[name] ?? '',
      fault: faultOf(voice, form, name),
      attributes: /^(?:id$|name)/.test(name) ? WORD : FIGURE,
      isOptional: !REQUIRED.includes(name),
      ...(hint ? { hint } : {}),
    })
  return {
    title,
    section: 'plans',
    body: html`${heading(title, t.plans.effect, plan && removalLink(voice, plan))}
    <form class="card stack wide" method="post" action="${path}">
      ${nameParts(voice, ask, plan)}${limitParts(voice, ask)}${speedParts(voice, ask)}
      <div id="plan-meaning" class="meaning" role="status">${reading.kind === 'plan' ? planMeaning(voice, reading) : ''}</div>
      <p class="row"><button>${plan ? t.plans.save : t.plans.add}</button>
        <button class="quiet" name="preview" value="yes" formnovalidate hx-post="${path}" hx-target="#plan-meaning" hx-swap="innerHTML" hx-sync="this:replace">${t.plans.preview}</button>
        <a class="button quiet" href="/plans">${t.cancel}</a></p>
    </form>`,
  }
}

/** What is typed would mean this; while something is wrong with it, nothing. */
export function planMeaning(voice: Voice, reading: PlanReading): Html {
  const { t } = voice
  if (reading.kind === 'faulty') {
    const says = new Set(Object.values(reading.faults).map((fault) => t.planFaults[fault]))
    return html`${[...says].map((sentence) => html`<p class="fault">${sentence}</p>`)}`
  }
  return html`<p><strong>${t.plans.means}:</strong> ${meaningOf(voice, reading.plan)}</p>`
}

function faultOf({ t }: Voice, { faults = {}, isTaken }: PlanForm, name: PlanField) {
  const fault = faults[name]
  if (fault) return t.planFaults[fault]
  return name === 'id' && isTaken ? t.plans.idTaken : undefined
}

function part(title: string, says: string, fields: readonly Html[]): Html {
  return html`<fieldset><legend>${title}</legend>${says ? html`<p class="hint">${says}</p>` : ''}
    <div class="columns">${fields}</div></fieldset>`
}

/** An id stands in vouchers and grants, so a plan that exists keeps its own. */
function nameParts({ t }: Voice, ask: Ask, plan: Plan | undefined): Html {
  const names = [ask('nameVi', t.plans.nameVi), ask('nameEn', t.plans.nameEn)]
  const fields = plan ? names : [...names, ask('id', t.plans.id, t.plans.idHint)]
  return part(t.plans.parts.names, '', fields)
}

function limitParts({ t }: Voice, ask: Ask): Html {
  const { parts, minutes, megabytes, megabytesHint } = t.plans
  return html`
    ${part(parts.session, t.plans.empty, [
      ask('sessionMinutes', minutes),
      ask('sessionMegabytes', megabytes, megabytesHint),
    ])}
    ${part(parts.day, '', [ask('dayMinutes', minutes), ask('dayMegabytes', megabytes)])}
    ${part(parts.month, '', [ask('monthMinutes', minutes), ask('monthMegabytes', megabytes)])}`
}

function speedParts({ t }: Voice, ask: Ask): Html {
  const { parts, down, up, rateHint, devices, idle, interim, interimHint, limitSays } = t.plans
  return html`
    ${part(parts.speed, '', [
      ask('downKbps', down, rateHint),
      ask('upKbps', up),
      ask('devices', devices),
    ])}
    ${part(parts.limit, limitSays, [ask('slowDownKbps', down), ask('slowUpKbps', up)])}
    ${part(parts.rest, '', [ask('idleMinutes', idle), ask('interimSeconds', interim, interimHint)])}`
}

function removalLink({ t }: Voice, { id }: Plan): Html {
  return html`<a class="button danger" href="/plans/${id}/removal">${t.plans.remove}</a>`
}

/** Removing is asked once more, and says why when it cannot be. */
export function planRemovalPage(
  { t, format, locale }: Voice,
  plan: Plan,
  refused?: Extract<PlanRemoval, { kind: 'public' | 'promised' }>,
): Page {
  const why =
    refused?.kind === 'promised'
      ? t.plans.promised(format.number(refused.vouchers))
      : t.plans.isPublic
  const back = html`<a class="button quiet" href="/plans/${plan.id}">${refused ? t.back : t.cancel}</a>`
  return {
    title: t.plans.remove,
    section: 'plans',
    body: html`<form class="card stack note" method="post" action="/plans/${plan.id}/removal">
      <h1>${t.plans.removeTitle(plan.name[locale])}</h1>
      ${refused ? html`<p class="fault" role="alert">${why}</p>` : html`<p>${t.plans.removeSays}</p>`}
      <p class="row">${refused ? '' : html`<button class="danger">${t.plans.remove}</button>`}${back}</p>
    </form>`,
  }
}

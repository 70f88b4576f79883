import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Messages } from './locales/vi.ts'
import { type Field, PROBLEMS, type Problem } from './problem.ts'

/** The sentence a problem has in the reader's language. */
function sentence(m: Messages, problem: Problem): string {
  const say = m.problems[problem.kind] as (problem: Problem) => string
  return say(problem)
}

/** The list over a form that came back: what to look at, each a link to its field. */
export function errorSummary(m: Messages, problems: readonly Problem[]): Html {
  if (problems.length === 0) return html``
  return html`<section class="errors" role="alert" aria-labelledby="errors-title">
<h2 id="errors-title">${m.errorTitle}</h2>
<ul>${problems.map((problem) => {
    const { field } = PROBLEMS[problem.kind]
    const says = sentence(m, problem)
    return html`<li>${field ? html`<a href="#${field}">${says}</a>` : says}</li>`
  })}</ul>
</section>`
}

/** The sentence beside a field, where it has one; `described` is what else describes the field. */
export function wrongWith(m: Messages, problems: readonly Problem[], field: Field, described = '') {
  const problem = problems.find(({ kind }) => PROBLEMS[kind].field === field)
  const ids = [described, problem ? `${field}-wrong` : ''].filter(Boolean).join(' ')
  return {
    says: problem ? html`<p class="wrong" id="${field}-wrong">${sentence(m, problem)}</p>` : html``,
    /** Attributes of the field itself. */
    attributes: html`${ids && html` aria-describedby="${ids}"`}${problem && html` aria-invalid="true"`}`,
  }
}

type Tick = {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly isTicked: boolean
  readonly isRequired?: boolean
}

/** One box, one purpose; never ticked for anybody, only kept ticked for who ticked it. */
export function tick(
  m: Messages,
  { id, name, value, isTicked, isRequired = false }: Tick,
  label: string,
  wrong: ReturnType<typeof wrongWith>,
): Html {
  return html`<div class="tick"><input type="checkbox" id="${id}" name="${name}" value="${value}"${isRequired && html` required`}${isTicked && html` checked`}${wrong.attributes}>
<div><label for="${id}">${label}${isRequired && html` <span class="hint">${m.required}</span>`}</label>${wrong.says}</div></div>`
}

import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Millis } from '#src/kernel/clock.ts'
import { printable } from '#src/kernel/text.ts'
import type { Voice } from './view.ts'

type Tone = 'good' | 'warn' | 'bad' | 'plain'

/** The head of a page: its name, what it is for, and its actions on the right. */
export function heading(title: string, says: string, actions?: Html): Html {
  return html`<div class="heading">
    <div><h1>${title}</h1><p class="muted">${says}</p></div>
    ${actions !== undefined ? html`<div class="row">${actions}</div>` : ''}
  </div>`
}

/**
 * A real table in its own scrolling region, so a narrow screen scrolls the table and not the page.
 * `columns` that end in `#` hold numbers.
 */
export function table({
  caption,
  columns,
  rows,
}: {
  caption: string
  columns: readonly string[]
  rows: readonly Html[]
}): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>${caption}</caption>
      <thead><tr>${columns.map(
        (column) =>
          html`<th scope="col"${column.endsWith('#') ? html` class="number"` : ''}>${column.replace(/#$/, '')}</th>`,
      )}</tr></thead>
      <tbody>${rows}</tbody>
    </table>
  </div>`
}

/** What a list says when it holds nothing: why, and the next step. */
export function empty(says: string, next?: { href: string; label: string }): Html {
  return html`<div class="empty"><p>${says}</p>${
    next ? html`<p><a class="button" href="${next.href}">${next.label}</a></p>` : ''
  }</div>`
}

export function badge(tone: Tone, says: string): Html {
  return html`<span class="badge ${tone}">${says}</span>`
}

/** One figure with its name under it. */
export function tile(label: string, figure: string, beside = ''): Html {
  return html`<div class="tile"><dt>${label}</dt><dd>${figure}${beside ? html` <small>${beside}</small>` : ''}</dd></div>`
}

/** Text some device or phone said of itself: on one line, cut, and out of htmx's reach. */
export function fromAir(text: string): Html {
  return html`<span class="air" hx-ignore>${printable(text)}</span>`
}

/** A moment, as how long ago it was; the exact time is in the tooltip and for machines. */
export function ago({ format, now, t }: Voice, at: Millis | undefined): Html {
  if (at === undefined) return html`<span class="muted">${t.never}</span>`
  return html`<time datetime="${new Date(at).toISOString()}" title="${format.dateTime(at)}">${format.ago(at, now)}</time>`
}

export function moment({ format }: Voice, at: Millis): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${format.dateTime(at)}</time>`
}

type Field = {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly hint?: string
  readonly fault?: string | undefined
  readonly type?: 'text' | 'password' | 'number' | 'date' | 'search' | 'month'
  /** Further attributes of the input, such as `autocomplete`. */
  readonly attributes?: Html
  readonly isOptional?: boolean
}

/** A labelled input. What is wrong with it stands beneath it, and what was typed stays in it. */
export function field(given: Field): Html {
  const { name, label, value = '', hint, fault, type = 'text', attributes, isOptional } = given
  const says = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ')
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" type="${type}" value="${value}"${isOptional ? '' : html` required`}${
      says ? html` aria-describedby="${says}"` : ''
    }${fault ? html` aria-invalid="true"` : ''}${attributes !== undefined ? html` ${attributes}` : ''}>
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
    ${fault ? html`<p class="fault" id="${name}-fault">${fault}</p>` : ''}
  </div>`
}

/** A labelled choice; the first option may be an empty one that asks. */
export function choice({
  name,
  label,
  value,
  options,
  hint,
  fault,
}: {
  name: string
  label: string
  value: string
  options: readonly { readonly value: string; readonly label: string }[]
  hint?: string
  fault?: string | undefined
}): Html {
  const says = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ')
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}"${says ? html` aria-describedby="${says}"` : ''}${fault ? html` aria-invalid="true"` : ''}>
      ${options.map(
        (option) =>
          html`<option value="${option.value}"${option.value === value ? html` selected` : ''}>${option.label}</option>`,
      )}
    </select>
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
    ${fault ? html`<p class="fault" id="${name}-fault">${fault}</p>` : ''}
  </div>`
}

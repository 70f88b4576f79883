import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { field } from './parts.ts'
import type { Page, Voice } from './view.ts'

/** Name, password and code in one form, so a guesser learns nothing between them. */
export function signInPage(
  { t }: Voice,
  { next, name = '', fault }: { next: string; name?: string; fault?: string },
): Page {
  return {
    title: t.signIn.title,
    body: html`<form class="card stack" method="post" action="/sign-in">
      <h1>${t.signIn.title}</h1>
      ${fault ? html`<p class="fault" role="alert">${fault}</p>` : ''}
      <input type="hidden" name="next" value="${next}">
      ${field({
        name: 'name',
        label: t.signIn.name,
        value: name,
        attributes: html`autocomplete="username" autocapitalize="none" spellcheck="false" autofocus`,
      })}
      ${field({
        name: 'password',
        label: t.signIn.password,
        type: 'password',
        attributes: html`autocomplete="current-password"`,
      })}
      ${codeField(t.signIn.code, t.signIn.codeHint)}
      <button>${t.signIn.title}</button>
    </form>`,
  }
}

/** The six digits of an authenticator, with the number pad on a phone. */
export function codeField(label: string, hint: string, fault?: string): Html {
  return field({
    name: 'code',
    label,
    hint,
    fault,
    attributes: html`inputmode="numeric" autocomplete="one-time-code" maxlength="7" pattern="[0-9 ]{6,7}"`,
  })
}

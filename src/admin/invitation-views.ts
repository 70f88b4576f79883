import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Enrolment } from '#src/officers/officer-store.ts'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '#src/officers/password.ts'
import { base32, totpUri } from '#src/officers/totp.ts'
import { field } from './parts.ts'
import { qrCode } from './qr.ts'
import { codeField } from './sign-in-views.ts'
import type { Page, Voice } from './view.ts'

type Faults = { readonly password?: string; readonly again?: string; readonly code?: string }

/** Choose a password, show the authenticator the picture, prove that it took it. */
export function invitationPage(
  voice: Voice,
  enrolment: Enrolment,
  action: string,
  faults: Faults = {},
): Page {
  const { t } = voice
  return {
    title: t.invitation.title,
    body: html`<form class="card stack wide" method="post" action="${action}">
      <h1>${t.invitation.title}</h1>
      <p>${t.invitation.hello(enrolment.officer.name, t.roles[enrolment.officer.role])}</p>
      ${passwordPart(voice, enrolment, faults)}
      ${authenticatorPart(voice, enrolment, faults)}
      <button>${t.invitation.submit}</button>
    </form>`,
  }
}

function passwordPart({ t }: Voice, { officer }: Enrolment, faults: Faults): Html {
  const attributes = html`autocomplete="new-password" minlength="${PASSWORD_LENGTH_MIN}" maxlength="${PASSWORD_LENGTH_MAX}"`
  return html`<fieldset class="stack">
    <legend>${t.invitation.passwordPart}</legend>
    <p>${t.invitation.signInName} <code>${officer.id}</code></p>
    <input type="hidden" name="name" value="${officer.id}" autocomplete="username">
    ${field({
      name: 'password',
      label: t.signIn.password,
      type: 'password',
      hint: t.invitation.passwordHint(PASSWORD_LENGTH_MIN),
      fault: faults.password,
      attributes,
    })}
    ${field({
      name: 'again',
      label: t.invitation.again,
      type: 'password',
      fault: faults.again,
      attributes,
    })}
  </fieldset>`
}

function authenticatorPart({ t }: Voice, enrolment: Enrolment, faults: Faults): Html {
  const { officer, totpSecret } = enrolment
  const secret = base32(totpSecret)
  return html`<fieldset class="stack">
    <legend>${t.invitation.authenticatorPart}</legend>
    <p>${t.invitation.scan}</p>
    <div class="enrol">
      ${qrCode(totpUri(totpSecret, t.product, officer.id), t.invitation.qrLabel)}
      <p>${t.invitation.orType}<br><code class="secret">${secret.match(/.{1,4}/g)?.join(' ')}</code></p>
    </div>
    ${codeField(t.signIn.code, t.invitation.codeHint, faults.code)}
  </fieldset>`
}

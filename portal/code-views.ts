import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { maskPhone, type Phone } from '#src/kernel/phone.ts'
import { errorSummary, wrongWith } from './form-parts.ts'
import { kept, type Page } from './layout.ts'
import type { About } from './ports.ts'
import { CONSENT_VERSION, type Problem } from './problem.ts'
import { link, type Reader } from './reader.ts'

export type CodeStep = {
  readonly about: About
  readonly phone: Phone
  readonly rememberDevice: boolean
  readonly code: string
  /** The code was sent before, and is still good. */
  readonly isResumed: boolean
  readonly problems: readonly Problem[]
}

/** Where the code from the message is typed. The number is shown masked: others see the screen. */
export function codePage(reader: Reader, step: CodeStep): Page {
  const { m } = reader
  const { about, phone, problems } = step
  const wrong = wrongWith(m, problems, 'code', 'code-hint')
  return {
    title: m.codeTitle,
    says: step.isResumed
      ? m.codeResumed(maskPhone(phone))
      : m.codeSent(maskPhone(phone), about.codeMinutes),
    prefix: problems.length > 0 ? m.errorPrefix : undefined,
    elsewhere: otherLanguage(reader, step),
    body: html`${errorSummary(m, problems)}
<section class="card">
<form method="post" action="/sign-in/code" novalidate>${carried(reader, step)}
<div class="field digits"><label for="code">${m.codeLabel(about.codeDigits)}</label>
<p class="hint" id="code-hint">${m.codeHint}</p>${wrong.says}
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]*" maxlength="20" required autofocus value="${step.code}"${wrong.attributes}></div>
<button class="go">${m.connect}</button>
</form>
<form method="post" action="/sign-in/phone">${carried(reader, step)}<input type="hidden" name="step" value="code"><button class="go soft">${m.resend}</button></form>
<p><a class="go soft" href="${link(reader, '/sign-in')}">${m.changeNumber}</a></p>
</section>`,
  }
}

/** This page was posted, so its other language is posted too, without a code. */
function otherLanguage(reader: Reader, step: CodeStep): Html {
  const { other } = reader.m
  const there: Reader = { ...reader, chosen: other.language }
  return html`<form method="post" action="/sign-in/code">${carried(there, step)}<button class="lang" lang="${other.language}">${other.name}</button></form>`
}

function carried(reader: Reader, { phone, rememberDevice }: CodeStep): Html {
  return html`${kept(reader)}<input type="hidden" name="phone" value="${phone}"><input type="hidden" name="consent" value="${CONSENT_VERSION}">${rememberDevice && html`<input type="hidden" name="remember" value="1">`}`
}

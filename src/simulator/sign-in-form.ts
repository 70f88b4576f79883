import type { Control, Form } from './forms.ts'

/** What a person can type on a sign-in page. */
export type Answers = {
  readonly number?: string
  readonly code?: string
  readonly voucher?: string
}

/** What a form asks for; `nothing` is a form with only a button (and perhaps a box to tick). */
export type Asks = 'number' | 'code' | 'voucher' | 'nothing' | 'other'

const TYPED = new Set(['text', 'tel', 'number', 'password', 'email', 'search', 'url'])
const AGREEMENT = /consent|agree|accept|terms|dong-?y|remember|nho-?may/i

/** Reads what a form wants the way a person, or a phone's autofill, would. */
export function asksFor(form: Form): Asks {
  if (form.method !== 'post') return 'other'
  const typed = form.controls.filter(({ type }) => TYPED.has(type))
  if (typed.length === 0) return 'nothing'
  if (typed.some(isCode)) return 'code'
  if (typed.some(isNumber)) return 'number'
  return typed.some(({ type }) => type === 'text') ? 'voucher' : 'other'
}

/** The form filled in as this person would: hidden fields kept, agreement ticked, the first button. */
export function filled(form: Form, answers: Answers): URLSearchParams {
  const fields = new URLSearchParams()
  let pressed = false
  for (const control of form.controls) {
    if (control.name === '') continue
    if (control.type === 'submit' || control.type === 'image') {
      if (!pressed) fields.append(control.name, control.value)
      pressed = true
      continue
    }
    const value = valueFor(control, answers)
    if (value !== undefined) fields.append(control.name, value)
  }
  return fields
}

function valueFor(control: Control, answers: Answers): string | undefined {
  if (control.type === 'checkbox' || control.type === 'radio') {
    const ticks = control.checked || control.required || AGREEMENT.test(control.name)
    return ticks ? control.value || 'on' : undefined
  }
  if (!TYPED.has(control.type)) return control.value
  if (isCode(control)) return answers.code ?? control.value
  if (isNumber(control)) return answers.number ?? control.value
  return answers.voucher ?? control.value
}

function isNumber({ type, autocomplete }: Control): boolean {
  return type === 'tel' || autocomplete.startsWith('tel')
}

function isCode({ autocomplete }: Control): boolean {
  return autocomplete === 'one-time-code'
}

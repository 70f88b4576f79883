import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Form, formsOf } from '#src/simulator/forms.ts'
import { asksFor, filled } from '#src/simulator/sign-in-form.ts'

function form(body: string, method = 'post'): Form {
  return formsOf(`<form method="${method}">${body}</form>`)[0] as Form
}

const NUMBER = '<input type="tel" name="x1"><input type="checkbox" name="consent" value="v1">'
const CODE = '<input name="x2" inputmode="numeric" autocomplete="one-time-code">'
const VOUCHER = '<input name="x3" autocomplete="off">'

const SignInForm = suite('simulator/sign-in-form')

for (const [asks, body] of [
  ['number', NUMBER],
  ['code', CODE],
  ['code', `<input type="tel" name="same" autocomplete="one-time-code">`],
  ['voucher', VOUCHER],
  ['nothing', '<input type="hidden" name="visit" value="v"><button>Go</button>'],
  ['other', '<input type="search" name="q">'],
] as const) {
  SignInForm(`sees that ${body} asks for ${asks}`, () => {
    assert.is(asksFor(form(body)), asks)
  })
}

SignInForm('takes no search for a sign-in', () => {
  assert.is(asksFor(form(VOUCHER, 'get')), 'other')
})

SignInForm(
  'fills by meaning, keeps hidden fields, agrees, and presses the first button only',
  () => {
    const page = `<input type="hidden" name="visit" value="abc">${NUMBER}
    <button name="do" value="send">Send</button><button name="do" value="other">Other</button>`
    assert.is(
      filled(form(page), { number: '0912 345 678' }).toString(),
      'visit=abc&x1=0912+345+678&consent=v1&do=send',
    )
  },
)

SignInForm.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readPhoneField } from '#portal/phone-field.ts'

const said = (typed: string) => {
  const read = readPhoneField(typed)
  return read.kind === 'phone' ? read.phone : read.problem
}

const Field = suite('portal/phone-field')

Field('reads a number as people type it', () => {
  for (const typed of ['0912 345 678', '+84 912.345.678', '84912345678', '０９１２３４５６７８']) {
    assert.is(said(typed), '+84912345678', typed)
  }
})

Field('says what became of an 11-digit number', () => {
  for (const typed of ['0162 123 4567', '+84 162 1234567', '841621234567']) {
    assert.equal(said(typed), { kind: 'phone-renumbered', now: '0321234567' }, typed)
  }
})

Field('tells nothing from something that is no number', () => {
  assert.equal(said('  '), { kind: 'phone-missing' })
  assert.equal(said('0203 123 4567'), { kind: 'phone-invalid' })
  assert.equal(said('9'.repeat(500)), { kind: 'phone-invalid' })
})

Field.run()

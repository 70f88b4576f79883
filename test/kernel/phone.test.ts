import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { maskPhone, type Phone, parsePhone, showPhone } from '#src/kernel/phone.ts'

const Phones = suite('kernel/phone')

Phones('reads one number from its many spellings', () => {
  const spellings = [
    '0912345678',
    '0912 345 678',
    '0912.345.678',
    '+84 912 345 678',
    '84912345678',
    '0084912345678',
    '０９１２３４５６７８',
    ' (091) 234-5678 ',
  ]
  for (const text of spellings) assert.is(parsePhone(text), '+84912345678', text)
})

Phones('reads a visitor’s number with its country code', () => {
  assert.is(parsePhone('+86 138 1234 5678'), '+8613812345678')
})

Phones('refuses landlines, dead prefixes and noise', () => {
  for (const text of ['02033825000', '0123456789', '0162345678', '113', '', 'abc', '0912 345 67']) {
    assert.is(parsePhone(text), undefined, text)
  }
  assert.is(parsePhone(912345678), undefined)
  assert.is(parsePhone('9'.repeat(1000)), undefined)
})

Phones('shows it to its owner and hides it from others', () => {
  assert.is(showPhone('+84912345678' as Phone), '0912 345 678')
  assert.is(maskPhone('+84912345678' as Phone), '0912***678')
})

Phones.run()

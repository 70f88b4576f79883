import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fold, slugOf } from '#src/kernel/fold.ts'

const Fold = suite('kernel/fold')

Fold('reads Vietnamese as fingers type it', () => {
  assert.is(fold('Đăng ký khai sinh'), 'dang ky khai sinh')
  assert.is(fold('  KHAI   SINH '), 'khai sinh')
  assert.is(fold('Giấy phép xây dựng'), 'giay phep xay dung')
  assert.is(fold('hoà/hòa'), 'hoa hoa')
})

Fold('makes a name fit for a URL', () => {
  assert.is(slugOf('Quảng trường 30/10'), 'quang-truong-30-10')
})

Fold('folds NFC and NFD alike, and twice like once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.is(fold(text.normalize('NFD')), fold(text.normalize('NFC')))
      assert.is(fold(fold(text)), fold(text))
    }),
  )
})

Fold.run()

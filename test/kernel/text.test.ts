import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { printable } from '#src/kernel/text.ts'

const Text = suite('kernel/text')

Text('keeps one line, left to right, whatever the air carries', () => {
  assert.is(printable('Wi-Fi\r\n{"fake":"line"}'), 'Wi-Fi\ufffd\ufffd{"fake":"line"}')
  assert.is(printable('abc\u202egnp.exe'), 'abc\ufffdgnp.exe')
  assert.is(printable('Quảng Ninh'), 'Quảng Ninh')
})

Text('is never longer than asked', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (text, max) => {
      assert.ok(printable(text, max).length <= max)
    }),
  )
})

Text.run()

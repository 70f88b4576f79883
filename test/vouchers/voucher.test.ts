import { assert as check, property, uint8Array } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PLAIN_ALPHABET, systemEntropy } from '#src/kernel/random.ts'
import { newVoucherCode, parseVoucherCode, showVoucherCode } from '#src/vouchers/voucher.ts'

const Voucher = suite('vouchers/voucher')

Voucher('holds at least fifty bits', () => {
  const code = newVoucherCode(systemEntropy)
  assert.ok(code.length * Math.log2(PLAIN_ALPHABET.length) >= 50)
})

Voucher('draws every character as often as any other', () => {
  const seen = new Map<string, number>()
  for (let i = 0; i < 5000; i++)
    for (const char of newVoucherCode(systemEntropy)) seen.set(char, (seen.get(char) ?? 0) + 1)

  assert.is(seen.size, PLAIN_ALPHABET.length)
  const expected = (5000 * 12) / PLAIN_ALPHABET.length
  const chiSquare = [...seen.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
  assert.ok(chiSquare < 75, `χ² = ${chiSquare} with 29 degrees of freedom: p < 10^-5`)
})

Voucher('reads what it shows, however it is typed', () => {
  const octets = uint8Array({ minLength: 64, maxLength: 64 })
  void check(
    property(octets, (seed) => {
      let at = 0
      const code = newVoucherCode((n) => Uint8Array.from({ length: n }, () => seed[at++ % 64] ?? 0))
      const shown = showVoucherCode(code)

      assert.match(shown, /^\w{4}-\w{4}-\w{4}$/)
      for (const typed of [
        shown,
        code,
        shown.toLowerCase(),
        ` ${shown.replaceAll('-', ' ')}\n`,
        shown.replaceAll('-', '–'),
        [...code].join('.'),
      ])
        assert.is(parseVoucherCode(typed), code)
    }),
    { numRuns: 50 },
  )
})

Voucher('reads nothing else', () => {
  for (const typed of [
    '',
    undefined,
    12,
    'ABCD-EFGH',
    'ABCD-EFGH-JKMNP',
    '0BCD-EFGH-JKMN',
    'OBCD-EFGH-JKMN',
    'ABCD-EFGH-JKM\u0000',
    'A'.repeat(1000),
  ])
    assert.is(parseVoucherCode(typed), undefined)
})

Voucher.run()

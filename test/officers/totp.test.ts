import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { base32, totpCode, totpStep, totpStepOf, totpUri } from '#src/officers/totp.ts'

const SECRET = Buffer.from('12345678901234567890')

const NOW = 1_234_567_890_000

const Totp = suite('officers/totp')

Totp('gives the codes of RFC 6238 Appendix B (SHA-1)', () => {
  const vectors = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const
  for (const [seconds, code] of vectors) {
    assert.is(totpCode(SECRET, totpStep(seconds * 1000), 8), code)
  }
})

Totp('takes the code of this step and of one beside it, no further', () => {
  const step = totpStep(NOW)
  for (const drift of [-1, 0, 1]) {
    assert.is(totpStepOf(SECRET, totpCode(SECRET, step + drift), NOW), step + drift)
  }
  assert.is(totpStepOf(SECRET, totpCode(SECRET, step + 2), NOW), undefined)
  assert.is(totpStepOf(SECRET, totpCode(SECRET, step - 2), NOW), undefined)
})

Totp('forgives a space, and nothing that is not six digits', () => {
  const code = totpCode(SECRET, totpStep(NOW))
  assert.is(totpStepOf(SECRET, `${code.slice(0, 3)} ${code.slice(3)}`, NOW), totpStep(NOW))
  for (const typed of ['', '12345', `${code}0`, 'abcdef', '１２３４５６']) {
    assert.is(totpStepOf(SECRET, typed, NOW), undefined)
  }
})

Totp('writes base32 as RFC 4648 §10 does, without padding', () => {
  const vectors = { f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', foobar: 'MZXW6YTBOI' }
  for (const [text, expected] of Object.entries(vectors)) {
    assert.is(base32(Buffer.from(text)), expected)
  }
})

Totp('names issuer and account in the key URI', () => {
  assert.is(
    totpUri(Buffer.from('foo'), 'Phủ Sóng', 'lan'),
    'otpauth://totp/Ph%E1%BB%A7%20S%C3%B3ng:lan?secret=MZXW6&issuer=Ph%E1%BB%A7%20S%C3%B3ng',
  )
})

Totp.run()

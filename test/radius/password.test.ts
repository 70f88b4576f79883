import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hidePassword, revealPassword } from '#src/radius/password.ts'
import { keyOf, NO_SECRET } from '#src/radius/signature.ts'
import { hex, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const nonce = hex('0f403f9473978057bd83d5cb98f4227a')

const Password = suite('radius/password')

Password('RFC 2865 §7.1: hides the password as the RFC does', () => {
  const hidden = hidePassword(Buffer.from('arctangent'), nonce, key)
  assert.equal(hidden, hex('0dbe708d93d413ce3196e43f782a0aee'))
})

Password('RFC 2865 §5.2: chains blocks, pads to whole ones and takes the padding off', () => {
  for (const length of [0, 1, 15, 16, 17, 32, 127, 128]) {
    const password = Buffer.alloc(length, 'phủ sóng')
    const hidden = hidePassword(password, nonce, key)
    assert.is(hidden.length, Math.max(16, Math.ceil(length / 16) * 16))
    assert.equal(revealPassword(hidden, nonce, key), password)
  }
})

Password('keeps a NUL within a password', () => {
  const password = Buffer.from('ab\0zz')
  assert.equal(revealPassword(hidePassword(password, nonce, key), nonce, key), password)
})

Password('reveals nothing of another length', () => {
  for (const length of [0, 1, 15, 17, 144]) {
    assert.is(revealPassword(Buffer.alloc(length), nonce, key), undefined)
  }
})

Password('RFC 9765 §5.1.1: under no secret a password travels as it is, of 1 to 128 octets', () => {
  const clear = keyOf(NO_SECRET)
  for (const length of [1, 15, 16, 128]) {
    const password = Buffer.alloc(length, 'phủ sóng')
    assert.equal(hidePassword(password, nonce, clear), password)
    assert.equal(revealPassword(password, nonce, clear), password)
  }
  for (const length of [0, 129]) {
    assert.is(revealPassword(Buffer.alloc(length), nonce, clear), undefined)
  }
})

Password.run()

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Secret } from '#src/kernel/secret.ts'
import { hideSalted, revealSalted } from '#src/radius/salted.ts'
import { keyOf, NO_SECRET } from '#src/radius/signature.ts'
import { hex } from '#test/radius.ts'

const Salted = suite('radius/salted')

const key = keyOf(new Secret('xyzzy5461'))
const authenticator = hex('0f403f9473978057bd83d5cb98f4227a')
const salt = hex('0102')

Salted('RFC 2868 §3.5: gives back what it hid, whatever it is', () => {
  const octets = fc.uint8Array({ maxLength: 238 })
  fc.assert(
    fc.property(octets, (plain) => {
      const hidden = hideSalted(plain, authenticator, key, salt)
      assert.equal(revealSalted(hidden, authenticator, key), Buffer.from(plain))
    }),
  )
})

Salted('RFC 2548 §2.4.2: a salt’s first bit is set, and what follows it is whole blocks', () => {
  const hidden = hideSalted(Buffer.alloc(16, 7), authenticator, key, salt)
  assert.equal(hidden.subarray(0, 2), hex('8102'))
  assert.is(hidden.length, 2 + 32)
})

Salted('RFC 2868 §3.5: the first block is hidden by MD5 of secret, authenticator and salt', () => {
  // Computed apart: md5("xyzzy5461" ‖ authenticator ‖ 8102), over 02 'h' 'i' and thirteen NULs.
  const hidden = hideSalted(Buffer.from('hi'), authenticator, key, salt)
  assert.is(hidden.toString('hex'), '81024a86656bedbec84fa90b71cd94fda019')
})

Salted('tells nothing of what another secret hid, nor of a broken block', () => {
  const other = keyOf(new Secret('another secret'))
  const hidden = hideSalted(Buffer.alloc(0), authenticator, key, salt)
  const revealed = revealSalted(hidden, authenticator, other)
  assert.not.equal(revealed, Buffer.alloc(0))
  assert.is(revealSalted(hidden.subarray(0, -1), authenticator, key), undefined)
  assert.is(revealSalted(Buffer.alloc(2), authenticator, key), undefined)
})

Salted('RFC 9765 §5.1.4: under no secret a key travels as it is', () => {
  const clear = keyOf(NO_SECRET)
  const plain = hex('0123456789abcdef')
  assert.equal(hideSalted(plain, authenticator, clear, salt), plain)
  assert.equal(revealSalted(plain, authenticator, clear), plain)
})

Salted.run()

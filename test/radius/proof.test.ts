import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chapResponse, proves } from '#src/radius/proof.ts'

const Proof = suite('radius/proof')

Proof('RFC 2865 §5.2: takes the very password and no other by PAP', () => {
  const proof = (password: string) => ({ kind: 'pap', password: Buffer.from(password) }) as const
  assert.ok(proves(proof('mật khẩu'), 'mật khẩu'))
  for (const wrong of ['', 'mật khẩ', 'mật khẩu ', 'mật khẩu\0', 'MẬT KHẨU']) {
    assert.not.ok(proves(proof(wrong), 'mật khẩu'))
  }
})

Proof('RFC 1994 §4.1: takes the very password and no other by CHAP', () => {
  const challenge = Buffer.alloc(16, 7)
  const response = chapResponse(3, Buffer.from('arctangent'), challenge)
  assert.ok(proves({ kind: 'chap', id: 3, challenge, response }, 'arctangent'))
  assert.not.ok(proves({ kind: 'chap', id: 4, challenge, response }, 'arctangent'))
  assert.not.ok(proves({ kind: 'chap', id: 3, challenge, response }, 'arctangenT'))
  assert.not.ok(
    proves({ kind: 'chap', id: 3, challenge, response: response.subarray(1) }, 'arctangent'),
  )
})

Proof.run()

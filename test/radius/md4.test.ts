import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { md4 } from '#src/radius/md4.ts'

const Md4 = suite('radius/md4')

Md4('RFC 1320 §A.5: the test suite', () => {
  const of = (text: string) => md4(Buffer.from(text)).toString('hex')
  assert.is(of(''), '31d6cfe0d16ae931b73c59d7e0c089c0')
  assert.is(of('a'), 'bde52cb31de33e46245e05fbdbd6fb24')
  assert.is(of('abc'), 'a448017aaf21d8525fc10ae87aa6729d')
  assert.is(of('message digest'), 'd9130a8164549fe818874806e1c7014b')
  assert.is(of('abcdefghijklmnopqrstuvwxyz'), 'd79e1c308aa5bbcdeea8ed63df412da9')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  assert.is(of(alphabet), '043f8582f241db351ce627e153e7f0e4')
  assert.is(of('1234567890'.repeat(8)), 'e33b4ddc9c38f2199c3e7b164fcc0536')
})

Md4.run()

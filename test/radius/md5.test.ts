import { createHmac, hash } from 'node:crypto'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HmacMd5, md5 } from '#src/radius/md5.ts'

const Md5 = suite('radius/md5')
const octets = fc.uint8Array({ maxLength: 300 })

Md5('digests what RFC 1321 §A.5 digests', () => {
  const digest = (text: string) => md5(Buffer.from(text)).toString('hex')
  assert.is(digest(''), 'd41d8cd98f00b204e9800998ecf8427e')
  assert.is(digest('message digest'), 'f96b697d7cb7938d525a2f31aaf161d0')
  assert.is(digest('1234567890'.repeat(8)), '57edf4a22be3c955ac49da2e2107b67a')
})

Md5('agrees with the platform on any parts', () => {
  fc.assert(
    fc.property(fc.array(octets, { maxLength: 5 }), (parts) => {
      assert.equal(md5(...parts), hash('md5', Buffer.concat(parts), 'buffer'))
    }),
  )
})

Md5('agrees with the platform at every length round a block', () => {
  for (let length = 0; length <= 200; length++) {
    const message = Buffer.alloc(length, 0xa5)
    assert.equal(md5(message), hash('md5', message, 'buffer'))
  }
})

Md5('agrees with the platform on HMAC under any key', () => {
  fc.assert(
    fc.property(octets, fc.array(octets, { maxLength: 5 }), (key, parts) => {
      const expected = createHmac('md5', key).update(Buffer.concat(parts)).digest()
      const hmac = new HmacMd5(key)
      assert.equal(hmac.of(...parts), expected)
      assert.equal(hmac.of(...parts), expected, 'a key can be used again')
    }),
  )
})

Md5.run()

import { createHmac, hash } from 'node:crypto'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digest, HmacMd5, md5, room } from '#src/radius/md5.ts'

const Md5 = suite('radius/md5')
const octets = fc.uint8Array({ maxLength: 300 })

Md5('digests what RFC 1321 §A.5 digests', () => {
  const digestOf = (text: string) => md5(Buffer.from(text)).toString('hex')
  assert.is(digestOf(''), 'd41d8cd98f00b204e9800998ecf8427e')
  assert.is(digestOf('message digest'), 'f96b697d7cb7938d525a2f31aaf161d0')
  assert.is(digestOf('1234567890'.repeat(8)), '57edf4a22be3c955ac49da2e2107b67a')
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
      const message = Buffer.concat(parts)
      for (const time of ['a key can be used', 'and used again']) {
        room.set(message)
        hmac.hashRoom(message.length)
        assert.equal(Buffer.from(digest), expected, time)
      }
    }),
  )
})

Md5.run()

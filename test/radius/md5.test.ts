import { createHash, createHmac, hash } from 'node:crypto'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digest, HmacMd5, md5, room } from '#src/radius/md5.ts'

const Md5 = suite('radius/md5')
const octets = fc.uint8Array({ maxLength: 300 })

/** More than the longest packet with its secret behind it. */
const LENGTH_MAX = 4300
const long = createHash('shake256', { outputLength: LENGTH_MAX }).update('octets').digest()
const lengths = Array.from({ length: LENGTH_MAX + 1 }, (_, length) => length)

/** HMAC of a message laid out in the room. */
function code(hmac: HmacMd5, message: Uint8Array): string {
  room.set(message)
  hmac.hashRoom(message.length)
  return Buffer.from(digest).toString('hex')
}

Md5('digests what RFC 1321 §A.5 digests', () => {
  const digestOf = (text: string) => md5(Buffer.from(text)).toString('hex')
  assert.is(digestOf(''), 'd41d8cd98f00b204e9800998ecf8427e')
  assert.is(digestOf('a'), '0cc175b9c0f1b6a831c399e269772661')
  assert.is(digestOf('abc'), '900150983cd24fb0d6963f7d28e17f72')
  assert.is(digestOf('message digest'), 'f96b697d7cb7938d525a2f31aaf161d0')
  assert.is(digestOf('abcdefghijklmnopqrstuvwxyz'), 'c3fcd3d76192e4007dfb496cca67e13b')
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  assert.is(digestOf(letters), 'd174ab98d277d9f5a5611c2c9f419d9f')
  assert.is(digestOf('1234567890'.repeat(8)), '57edf4a22be3c955ac49da2e2107b67a')
})

Md5('codes what RFC 2104 codes in its appendix', () => {
  const codeOf = (key: Uint8Array, message: Uint8Array) => code(new HmacMd5(key), message)
  const [hi, what] = [Buffer.from('Hi There'), Buffer.from('what do ya want for nothing?')]
  assert.is(codeOf(Buffer.alloc(16, 0x0b), hi), '9294727a3638bb1c13f48ef8158bfc9d')
  assert.is(codeOf(Buffer.from('Jefe'), what), '750c783e6ab0b503eaa86e310a5db738')
  const [keys, data] = [Buffer.alloc(16, 0xaa), Buffer.alloc(50, 0xdd)]
  assert.is(codeOf(keys, data), '56be34521d144c88dbb8c733f0e8b3f6')
})

Md5('agrees with the platform on any parts', () => {
  fc.assert(
    fc.property(fc.array(octets, { maxLength: 5 }), (parts) => {
      assert.equal(md5(...parts), hash('md5', Buffer.concat(parts), 'buffer'))
    }),
  )
})

Md5(
  'agrees with the platform at every length, whatever longer or shorter was hashed before',
  () => {
    for (const length of [...lengths, ...lengths.toReversed()]) {
      const message = long.subarray(0, length)
      assert.equal(md5(message), hash('md5', message, 'buffer'), `${length} octets`)
    }
  },
)

Md5('agrees with the platform on HMAC at every length', () => {
  const key = Buffer.from('xyzzy5461')
  const hmac = new HmacMd5(key)
  for (const length of lengths) {
    const message = long.subarray(0, length)
    const expected = createHmac('md5', key).update(message).digest('hex')
    assert.is(code(hmac, message), expected, `${length} octets`)
  }
})

Md5('agrees with the platform on HMAC under any key', () => {
  fc.assert(
    fc.property(octets, fc.array(octets, { maxLength: 5 }), (key, parts) => {
      const message = Buffer.concat(parts)
      const expected = createHmac('md5', key).update(message).digest('hex')
      const hmac = new HmacMd5(key)
      for (const time of ['a key can be used', 'and used again']) {
        assert.is(code(hmac, message), expected, time)
      }
    }),
  )
})

Md5.run()

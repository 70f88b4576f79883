import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { Secret } from '#src/kernel/secret.ts'
import { Keyring } from '#src/store/keyring.ts'
import { openSecret, type Place, sealSecret } from '#src/store/sealed-secret.ts'

const ring = new Keyring(new Uint8Array(32).fill(1))
const place: Place = { purpose: 'gateway-secret', context: 'quay-1/secret' }
const sealed = sealSecret(ring, place, new Secret('hunter2'))

const Secrets = suite('store/sealed-secret')

Secrets('opens what it sealed, whatever was typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const kept = sealSecret(ring, place, new Secret(typed))
      assert.is(openSecret(ring, place, kept, 'gateway quay-1').reveal(), typed)
    }),
  )
})

Secrets('keeps it as base64 that shows nothing of it, and never twice alike', () => {
  assert.match(sealed, /^[A-Za-z0-9+/]+={0,2}$/)
  assert.not.ok(Buffer.from(sealed, 'base64').includes('hunter2'))
  assert.is.not(sealSecret(ring, place, new Secret('hunter2')), sealed)
})

Secrets('opens at no other place', () => {
  const elsewhere: Place[] = [
    { ...place, context: 'quay-2/secret' },
    { ...place, context: 'quay-1/uam' },
    { ...place, purpose: 'realm-secret' },
  ]
  for (const other of elsewhere) {
    assert.throws(() => openSecret(ring, other, sealed, 'gateway quay-1'), isCorrupt)
  }
})

Secrets('says whose it is when the key is another, or the text is damaged', () => {
  const another = new Keyring(new Uint8Array(32).fill(2))
  assert.throws(() => openSecret(another, place, sealed, 'gateway quay-1'), isCorrupt)
  for (const damaged of ['', 'hunter2', sealed.slice(0, -8)]) {
    assert.throws(() => openSecret(ring, place, damaged, 'gateway quay-1'), isCorrupt)
  }
})

/** Names its owner and nothing of what it holds. */
function isCorrupt(error: unknown): boolean {
  return (
    error instanceof Fault &&
    error.code === 'store/corrupt' &&
    error.message.includes('the secrets of gateway quay-1 do not open') &&
    !error.message.includes('hunter2')
  )
}

Secrets.run()

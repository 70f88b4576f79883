import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createKeyFile, Keyring, readKeyFile } from '#src/store/keyring.ts'
import { temporaryFolder } from '#test/house.ts'

const ring = new Keyring(new Uint8Array(32).fill(1))

const Keys = suite('store/keyring')

Keys('opens what it sealed, for the same purpose and place only', () => {
  fc.assert(
    fc.property(fc.string(), (plain) => {
      const sealed = ring.seal('phone', 'person/1', plain)
      assert.is(ring.open('phone', 'person/1', sealed), plain)
      assert.is(ring.open('phone', 'person/2', sealed), undefined)
      assert.is(ring.open('mac', 'person/1', sealed), undefined)
      assert.is(new Keyring(new Uint8Array(32)).open('phone', 'person/1', sealed), undefined)
    }),
  )
})

Keys('notices every flipped bit and every cut', () => {
  const sealed = ring.seal('phone', 'x', 'secret')
  for (let i = 0; i < sealed.length; i++) {
    const flipped = Buffer.from(sealed)
    flipped[i] = (flipped[i] ?? 0) ^ 1
    assert.is(ring.open('phone', 'x', flipped), undefined)
    assert.is(ring.open('phone', 'x', sealed.subarray(0, i)), undefined)
  }
})

Keys('never seals alike twice, and always hashes alike', () => {
  assert.not.equal(ring.seal('phone', 'x', 'a'), ring.seal('phone', 'x', 'a'))
  assert.equal(ring.hash('phone', 'a'), ring.hash('phone', 'a'))
  assert.not.equal(ring.hash('phone', 'a'), ring.hash('mac', 'a'))
})

Keys('verifies a hash or a prefix of at least eight octets', () => {
  const hash = ring.hash('class', 'a')
  assert.ok(ring.verifies('class', 'a', hash))
  assert.ok(ring.verifies('class', 'a', hash.subarray(0, 8)))
  assert.not.ok(ring.verifies('class', 'a', hash.subarray(0, 7)))
  assert.not.ok(ring.verifies('class', 'b', hash))
})

Keys('makes a key file only its owner can read, once', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'key')
  const made = createKeyFile(path)

  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.equal(readKeyFile(path).hash('mac', 'a'), made.hash('mac', 'a'))
  assert.throws(() => createKeyFile(path))
})

Keys('names the key file that is missing or damaged', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'key')
  assert.throws(() => readKeyFile(path), /key file .*key is missing/)
  writeFileSync(path, 'not a key\n')
  assert.throws(() => readKeyFile(path), /does not hold a key/)
  assert.ok(existsSync(path))
})

Keys.run()

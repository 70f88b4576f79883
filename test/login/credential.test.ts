import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemEntropy } from '#src/kernel/random.ts'
import { newCredential, passwordOf } from '#src/login/credential.ts'
import { Keyring } from '#src/store/keyring.ts'

const keyring = new Keyring(new Uint8Array(32).fill(1))
const NOW = Date.UTC(2026, 10, 30)

const Credential = suite('login/credential')

Credential('is made of characters every login form takes', () => {
  const { userName, password } = newCredential(keyring, systemEntropy, NOW)
  assert.match(userName, /^w-[\w-]{22}$/)
  assert.match(password, /^[\w-]{24}$/)
})

Credential('has a password that only the key and the name make', () => {
  const { userName, password } = newCredential(keyring, systemEntropy, NOW)
  assert.is(passwordOf(keyring, userName), password)
  assert.is.not(passwordOf(new Keyring(new Uint8Array(32).fill(2)), userName), password)
  assert.is.not(passwordOf(keyring, `${userName}x`), password)
})

Credential('is never the same twice', () => {
  const names = Array.from(
    { length: 1000 },
    () => newCredential(keyring, systemEntropy, NOW).userName,
  )
  assert.is(new Set(names).size, 1000)
})

Credential('sorts by when it was made, whatever chance adds', () => {
  const times = [0, 1, 31, 32, 1000, NOW - 1, NOW, NOW + 1, NOW + 1000, Date.UTC(3000, 0)]
  const names = times.map((at) => newCredential(keyring, systemEntropy, at).userName)
  assert.equal(names.toSorted(), names)
  for (const name of names) assert.match(name, /^w-[\w-]{22}$/)
})

Credential.run()

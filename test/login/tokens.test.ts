import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE } from '#src/kernel/clock.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { openStatus, openVisit, sealStatus, sealVisit } from '#src/login/tokens.ts'
import { Keyring } from '#src/store/keyring.ts'
import { visitAs } from '#test/login.ts'

const keyring = new Keyring(new Uint8Array(32).fill(1))
const visit = visitAs({
  ip: parseIp('10.5.50.20'),
  error: 'used',
})
const now = 1_000_000

const Tokens = suite('login/tokens')

Tokens('carries a visit for half an hour', () => {
  const token = sealVisit(keyring, visit, now)
  assert.match(token, /^[\w-]+$/)
  assert.equal(openVisit(keyring, token, now + 30 * MINUTE - 1), visit)
  assert.is(openVisit(keyring, token, now + 30 * MINUTE), undefined)
})

Tokens('carries a grant', () => {
  assert.is(openStatus(keyring, sealStatus(keyring, 42)), 42)
})

Tokens('shows nothing of what it carries', () => {
  const octets = Buffer.from(sealVisit(keyring, visit, now), 'base64url').toString('latin1')
  assert.not.match(octets, /5c:1d|hg-1/)
})

Tokens('takes no token for another', () => {
  const token = sealVisit(keyring, visit, now)
  assert.is(openStatus(keyring, token), undefined)
  assert.is(openVisit(keyring, sealStatus(keyring, 1), now), undefined)
})

Tokens('opens nothing that is altered, foreign or no token', () => {
  const token = sealVisit(keyring, visit, now)
  for (let at = 0; at < token.length - 1; at += 7) {
    const altered = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
    assert.is(openVisit(keyring, altered, now), undefined)
  }
  const foreign = sealVisit(new Keyring(new Uint8Array(32).fill(2)), visit, now)
  for (const other of [foreign, '', 'x', undefined, 7, 'A'.repeat(100_000)])
    assert.is(openVisit(keyring, other, now), undefined)
})

Tokens.run()

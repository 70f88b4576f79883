import { createHash } from 'node:crypto'
import { assert as check, property, uint8Array } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loginLocation, readRedirect } from '#src/hotspot/dialect.ts'
import type { HotspotGateway, Visit } from '#src/hotspot/visit.ts'

const gateway: HotspotGateway = {
  id: 'bai-chay-1',
  vendor: 'mikrotik',
  hotspotHost: '10.5.50.1',
  uamSecret: undefined,
}
const options = { portalUrl: 'https://wifi.example', visitId: 'v1' }
const CHAP_ID = '\\371'
const CHALLENGE = '\\357\\015\\330\\013\\021\\234\\145\\245\\303\\253\\142\\246\\133\\175\\375\\316'

/** What the firmware's login page sends, each value percent-encoded by a `-esc` variable. */
function target(changes: Record<string, string> = {}): string {
  const values = {
    mac: '70:8A:09:65:4D:EC',
    ip: '192.168.88.253',
    'link-login-only': 'http://10.5.50.1/login',
    'link-orig': 'http://connectivitycheck.gstatic.com/generate_204',
    username: '',
    error: '',
    'chap-id': '',
    'chap-challenge': '',
    ...changes,
  }
  const pairs = Object.entries(values).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  )
  return `/hotspot/bai-chay-1?${pairs.join('&')}`
}

function visitOf(raw: string): Visit {
  const redirect = readRedirect(gateway, raw, options)
  assert.is(redirect.kind, 'visit')
  return (redirect as { visit: Visit }).visit
}

const landing = 'https://wifi.example/status/abc?x=1'
const login = (visit: Visit) =>
  new URL(
    loginLocation(
      visit,
      { userName: 'w-1', password: 'pass1234' },
      { uamSecret: undefined, landing },
    ),
  )

const Mikrotik = suite('hotspot/mikrotik')

Mikrotik('reads a visit', () => {
  assert.equal(visitOf(target({ error: 'time\u202e spent' })), {
    id: 'v1',
    gateway: 'bai-chay-1',
    mac: '70:8a:09:65:4d:ec',
    ip: '192.168.88.253',
    loginUrl: 'http://10.5.50.1/login',
    challenge: { kind: 'pap' },
    error: 'time\ufffd spent',
  })
})

Mikrotik('sends the password in the clear where the gateway asks for PAP', () => {
  const url = login(visitOf(target()))
  assert.is(url.origin + url.pathname, 'http://10.5.50.1/login')
  assert.equal(Object.fromEntries(url.searchParams), {
    username: 'w-1',
    password: 'pass1234',
    dst: landing,
  })
})

Mikrotik('hashes the password with the captured octal challenge', () => {
  const url = login(visitOf(target({ 'chap-id': CHAP_ID, 'chap-challenge': CHALLENGE })))
  assert.is(url.searchParams.get('password'), '1d43e80985c987f54c8df63551ab2e4b')
})

Mikrotik('reads a challenge whose backslashes came unescaped', () => {
  const raw = target().replace('chap-id=', `chap-id=${CHAP_ID}`)
  const url = login(visitOf(raw.replace('chap-challenge=', `chap-challenge=${CHALLENGE}`)))
  assert.is(url.searchParams.get('password'), '1d43e80985c987f54c8df63551ab2e4b')
})

Mikrotik('answers any challenge as RFC 1994 §4.1 does', () => {
  const octal = (octets: Uint8Array) =>
    [...octets].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`).join('')
  const octets = (length: number) => uint8Array({ minLength: length, maxLength: length })
  void check(
    property(octets(1), octets(16), (id, challenge) => {
      const raw = target({ 'chap-id': octal(id), 'chap-challenge': octal(challenge) })
      const right = createHash('md5').update(id).update('pass1234').update(challenge)
      assert.is(login(visitOf(raw)).searchParams.get('password'), right.digest('hex'))
    }),
  )
})

for (const [what, changes, missing] of [
  ['no MAC', { mac: 'lan' }, 'mac'],
  ['no login page', { 'link-login-only': '' }, 'link-login-only'],
  ['a challenge without its id', { 'chap-challenge': CHALLENGE }, 'chap-challenge'],
  ['an id of two octets', { 'chap-id': 'ab', 'chap-challenge': CHALLENGE }, 'chap-challenge'],
  [
    'an endless challenge',
    { 'chap-id': CHAP_ID, 'chap-challenge': 'x'.repeat(65) },
    'chap-challenge',
  ],
] as const) {
  Mikrotik(`refuses a redirect with ${what}`, () => {
    assert.equal(readRedirect(gateway, target(changes), options), { kind: 'incomplete', missing })
  })
}

Mikrotik('sends nobody to a host that is not the gateway', () => {
  const foreign = target({ 'link-login-only': 'http://10.5.50.1@evil.example/login' })
  assert.equal(readRedirect(gateway, foreign, options), { kind: 'foreign-host' })
})

Mikrotik('takes nothing but the scheme from the login page it is told', () => {
  const visit = visitOf(target({ 'link-login-only': 'https://10.5.50.1/x/../y?a=//evil#b' }))
  assert.is(visit.loginUrl, 'https://10.5.50.1/login')
})

Mikrotik('cuts what it is told to what a page can show', () => {
  const visit = visitOf(
    target({ 'link-orig': `http://${'a'.repeat(8000)}`, error: 'x'.repeat(900) }),
  )
  assert.is(visit.error?.length, 200)
})

Mikrotik.run()

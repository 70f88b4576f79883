import {
  array,
  assert as check,
  constantFrom,
  dictionary,
  oneof,
  property,
  string,
} from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loginLocation, readRedirect } from '#src/hotspot/dialect.ts'
import type { HotspotGateway } from '#src/hotspot/visit.ts'

const options = { portalUrl: 'https://wifi.example', visitId: 'v1' }
const hosts = { mikrotik: '10.5.50.1', chilli: '10.1.0.1:3990' } as const

/** Everything known to have sent a browser where its owner did not mean to go. */
const LURES = [
  '//evil.example',
  '/\\evil.example',
  'https:evil.example',
  '\t//evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://dichvucong.gov.vn@evil.example',
  '%0d%0aLocation: https://evil.example',
  '\r\nLocation: https://evil.example',
  'https://dichvucong.g\u043ev.vn',
  `https://evil.example/${'a'.repeat(8192)}`,
  '10.5.50.1@evil.example',
  'http://10.5.50.1/login',
]
const PARAMETERS = [
  'mac',
  'ip',
  'link-login-only',
  'link-orig',
  'error',
  'chap-id',
  'chap-challenge',
  'res',
  'uamip',
  'uamport',
  'challenge',
  'userurl',
  'dst',
  'reply',
]

const Dialect = suite('hotspot/dialect')

Dialect('does not know a gateway nobody added', () => {
  assert.equal(readRedirect(undefined, '/hotspot/x?mac=1', options), { kind: 'unknown-gateway' })
})

for (const vendor of ['mikrotik', 'chilli'] as const) {
  const gateway: HotspotGateway = {
    id: 'g',
    vendor,
    hotspotHost: hosts[vendor],
    uamSecret: undefined,
  }
  const honest = {
    mac: '5C-1D-D9-20-A0-C1',
    'link-login-only': 'http://10.5.50.1/login',
    uamip: '10.1.0.1',
    uamport: '3990',
    challenge: '5b1d296db7826a655411dcd83ee25154',
  }

  Dialect(`takes any request target for a redirect of ${vendor}`, () => {
    const piece = oneof(constantFrom(...PARAMETERS, '=', '&', '?', '%', '%5c', '&md='), string())
    void check(
      property(array(piece, { maxLength: 12 }), (pieces) => {
        readRedirect(gateway, `/hotspot/g?${pieces.join('')}`, options)
      }),
    )
  })

  Dialect(`leads a phone of ${vendor} only to its own gateway, whatever the redirect says`, () => {
    const value = oneof(constantFrom(...LURES), string({ unit: 'binary' }))
    let visits = 0
    void check(
      property(dictionary(constantFrom(...PARAMETERS), value, { maxKeys: 4 }), (lies) => {
        const query = Object.entries({ ...honest, ...lies })
          .map(([name, text]) => `${name}=${encodeURIComponent(text.replaceAll(/\p{Cs}/gu, ''))}`)
          .join('&')
        const redirect = readRedirect(gateway, `/hotspot/g?${query}`, options)
        if (redirect.kind !== 'visit') return
        visits++
        const url = loginLocation(
          redirect.visit,
          { userName: 'w', password: 'p' },
          { uamSecret: undefined, landing: 'https://wifi.example/status' },
        )
        assert.ok(url.startsWith(`http://${hosts[vendor]}/log`), url)
        assert.not.match(url, /[\r\n\s]|evil/)
      }),
      { numRuns: 1000 },
    )
    assert.ok(visits > 50, `only ${visits} of the lies were read at all`)
  })
}

Dialect.run()

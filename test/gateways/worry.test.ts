import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Gateway } from '#src/gateways/gateway.ts'
import { worriesOf } from '#src/gateways/worry.ts'
import { Secret } from '#src/kernel/secret.ts'

const worries = (changes: Partial<Gateway>) =>
  worriesOf({
    messageAuthenticator: 'required',
    limitProxyState: true,
    secret: new Secret('sixteen letters!'),
    ...changes,
  } as Gateway)

const Worries = suite('gateways/worry')

Worries('has none about a gateway that must sign with a long secret', () => {
  assert.equal(worries({}), [])
  assert.equal(worries({ limitProxyState: false }), [])
})

Worries('RFC 2865 §3: a secret of fewer than 16 octets', () => {
  assert.equal(worries({ secret: new Secret('fifteen letters') }), ['short-secret'])
})

Worries('CVE-2024-3596: whoever need not sign, and worse with Proxy-State', () => {
  assert.equal(worries({ messageAuthenticator: 'auto' }), ['not-pinned'])
  assert.equal(worries({ messageAuthenticator: 'optional' }), ['unsigned'])
  assert.equal(worries({ messageAuthenticator: 'optional', limitProxyState: false }), [
    'proxy-state',
    'unsigned',
  ])
})

Worries('has none about a gateway that speaks over TLS', () => {
  const lax = { messageAuthenticator: 'optional', secret: new Secret('radsec') } as const
  assert.equal(worries({ ...lax, radsec: { name: 'gw-1.city.vn' } }), [])
})

Worries.run()

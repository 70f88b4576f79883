import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Gateway } from '#src/gateways/gateway.ts'
import { policyDifference, policyOf } from '#src/gateways/policy.ts'

const GATEWAY = { messageAuthenticator: 'required', limitProxyState: true, coaPort: 3799 }

const Policy = suite('gateways/policy')

Policy('is what was set, not what a pin made of it', () => {
  const pinned = { ...GATEWAY, pinnedAt: 1 } as Gateway
  assert.is(policyOf(pinned).messageAuthenticator, 'auto')
  assert.equal(policyOf(GATEWAY as Gateway), { ...GATEWAY, macAuth: false })
})

Policy('says what changed, from and to', () => {
  const before = policyOf(GATEWAY as Gateway)
  assert.equal(policyDifference(before, before), {})
  assert.equal(policyDifference(before, { ...before, macAuth: true }), { macAuth: 'false → true' })
})

Policy.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { portalHeaders } from '#portal/headers.ts'

const policyFor = (gatewayHost: string) =>
  portalHeaders("'sha256-x'", { gatewayHost })['Content-Security-Policy'] ?? ''

const Headers = suite('portal/headers')

Headers('names the gateway, with its port', () => {
  assert.match(
    policyFor('hotspot.lan'),
    "form-action 'self' http://hotspot.lan https://hotspot.lan;",
  )
  assert.match(policyFor('10.1.0.1:3990'), 'http://10.1.0.1:3990 ')
  assert.match(policyFor('[fd00::1]:80'), 'http://[fd00::1]:80 ')
})

Headers('lets no odd host widen the policy', () => {
  for (const host of ['*', 'a b', 'a;script-src *', "x' *", 'a/b', 'a\r\nX: y', '']) {
    assert.match(policyFor(host), "form-action 'self';", host)
  }
})

Headers.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { routerOsRules } from '#src/device/routeros/rules.ts'

const same = (path: string, attribute: string, ...values: string[]) => {
  const forms = values.map((value) => routerOsRules.canonical(path, attribute, value))
  assert.is(new Set(forms).size, 1, `${attribute}: ${values.join(' ')} → ${forms.join(' ')}`)
}
const differ = (path: string, attribute: string, a: string, b: string) => {
  const { canonical } = routerOsRules
  assert.is.not(canonical(path, attribute, a), canonical(path, attribute, b))
}

const Rules = suite('device/routeros/rules')

Rules('takes every spelling of a flag, a time and a list for the same', () => {
  same('/radius/incoming', 'accept', 'yes', 'true')
  same('/radius/incoming', 'accept', 'no', 'false', '')
  same('/radius', 'timeout', '300s', '5m', '00:05:00', '300000ms', '300')
  same('/radius', 'timeout', '90000s', '1d1h', '1d01:00:00')
  same('/radius', 'timeout', '3300ms', '3s300ms')
  same('/ip/hotspot/profile', 'login-by', 'http-pap,http-chap', 'http-chap,http-pap')
})

Rules('does not take a word for a time', () => {
  differ('/ip/hotspot', 'idle-timeout', 'none', '0s')
  differ('/radius', 'timeout', '3s', '3m')
})

Rules('leaves text as it is', () => {
  differ('/ip/hotspot/walled-garden', 'dst-host', 'a,b', 'b,a')
  same('/no/such/path', 'x', 'y')
})

Rules('knows where order matters and which lists are shared', () => {
  assert.ok(routerOsRules.isOrdered('/radius'))
  assert.not(routerOsRules.isOrdered('/ip/hotspot/profile'))
  assert.ok(routerOsRules.isShared('/ip/dhcp-server/network', 'dhcp-option'))
  assert.not(routerOsRules.isShared('/ip/dhcp-server/network', 'gateway'))
})

Rules.run()

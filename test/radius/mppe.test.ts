import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mppeKeys } from '#src/radius/mppe.ts'
import { hex } from '#test/radius.ts'

const Mppe = suite('radius/mppe')

Mppe('RFC 3079 §3.5.3: the 128-bit send key of clientPass', () => {
  const response = hex('82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF')
  const { send, receive } = mppeKeys('clientPass', response)
  assert.equal(send, hex('8B7CDC149B993A1BA118CB153F56DCCB'))
  assert.is(receive.length, 16)
  assert.not.equal(receive, send)
})

Mppe.run()

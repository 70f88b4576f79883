import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { authenticatorResponse, ntPasswordHash, ntResponse } from '#src/radius/mschap2.ts'
import { proves } from '#src/radius/proof.ts'
import { hex } from '#test/radius.ts'

const USER = {
  userName: Buffer.from('User'),
  challenge: hex('5B5D7C7D7B3F2F3E3C2C602132262628'),
  peerChallenge: hex('21402324255E262A28295F2B3A337C7E'),
}
const RESPONSE = hex('82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF')

const Mschap2 = suite('radius/mschap2')

Mschap2('RFC 2759 §9.2: the hash of clientPass', () => {
  assert.equal(ntPasswordHash('clientPass'), hex('44EBBA8D5312B8D611474411F56989AE'))
})

Mschap2('RFC 2759 §9.2: the response of User, who knows clientPass', () => {
  assert.equal(ntResponse('clientPass', USER), RESPONSE)
})

Mschap2('RFC 2759 §9.2: the authenticator response to it', () => {
  const says = authenticatorResponse('clientPass', RESPONSE, USER)
  assert.is(says, 'S=407A5589115FD0D6209F510FE9C04566932CDA56')
})

Mschap2('RFC 2759 §8.1: only the right password, name and challenges prove', () => {
  const proof = { kind: 'mschap2', id: 1, response: RESPONSE, ...USER } as const
  assert.ok(proves(proof, 'clientPass'))
  assert.not.ok(proves(proof, 'clientpass'))
  assert.not.ok(proves({ ...proof, userName: Buffer.from('user') }, 'clientPass'))
  assert.not.ok(proves({ ...proof, challenge: USER.peerChallenge }, 'clientPass'))
  assert.not.ok(proves({ ...proof, response: RESPONSE.subarray(1) }, 'clientPass'))
})

Mschap2.run()

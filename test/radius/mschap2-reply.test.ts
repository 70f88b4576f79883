import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemEntropy } from '#src/kernel/random.ts'
import { mppeKeys } from '#src/radius/mppe.ts'
import { mschap2Error, mschap2Success } from '#src/radius/mschap2-reply.ts'
import { revealSalted } from '#src/radius/salted.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { authenticatorOf } from '#src/radius/wire.ts'
import { hex, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const nonce = hex('0f403f9473978057bd83d5cb98f4227a')
const request = packetOf(signRequest(1, 7, new Uint8Array(), nonce, key))
const proof = {
  kind: 'mschap2',
  id: 5,
  userName: Buffer.from('User'),
  challenge: hex('5B5D7C7D7B3F2F3E3C2C602132262628'),
  peerChallenge: hex('21402324255E262A28295F2B3A337C7E'),
  response: hex('82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF'),
} as const

const success = (entropy = systemEntropy) =>
  new Map(mschap2Success(proof, 'clientPass', request, key, entropy))

const Reply = suite('radius/mschap2-reply')

Reply('RFC 2548 §2.3.3: an accepted phone is shown that its password is known', () => {
  const shown = success().get('MS-CHAP2-Success') as Buffer
  assert.is(shown[0], 5)
  assert.is(shown.toString('latin1', 1), 'S=407A5589115FD0D6209F510FE9C04566932CDA56')
})

Reply('RFC 2548 §2.4.2: the NAS, and nobody else, can read the keys', () => {
  const said = success()
  const keys = mppeKeys('clientPass', proof.response)
  const reveal = (name: string, authenticator = authenticatorOf(request)) =>
    revealSalted(said.get(name) as Buffer, authenticator, key)
  assert.equal(reveal('MS-MPPE-Send-Key'), keys.send)
  assert.equal(reveal('MS-MPPE-Recv-Key'), keys.receive)
  assert.not.equal(reveal('MS-MPPE-Send-Key', Buffer.alloc(16)), keys.send)
})

Reply('RFC 2548 §2.4.2: the salts of a packet differ whatever chance gives', () => {
  const said = success((octets) => new Uint8Array(octets))
  const salt = (name: string) => (said.get(name) as Buffer).readUInt16BE()
  assert.not.equal(salt('MS-MPPE-Send-Key'), salt('MS-MPPE-Recv-Key'))
  assert.ok(salt('MS-MPPE-Send-Key') >= 0x8000)
})

Reply('RFC 2759 §6: a refused phone is told that asking again is of no use', () => {
  const [[name, value] = []] = mschap2Error(proof, (octets) => new Uint8Array(octets).fill(0xab))
  assert.is(name, 'MS-CHAP-Error')
  assert.is((value as Buffer)[0], 5)
  const says = (value as Buffer).toString('latin1', 1)
  assert.is(says, `E=691 R=0 C=${'AB'.repeat(16)} V=3 M=Access denied`)
})

Reply.run()

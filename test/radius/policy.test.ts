import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import { objectionTo, pins } from '#src/radius/policy.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { anyPacket } from '#test/any-packet.ts'
import { gateway, hex, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const nonce = hex('0f403f9473978057bd83d5cb98f4227a')
const NAME: Attribute = ['User-Name', 'nemo']
const PROXIED: Attribute = ['Proxy-State', Buffer.from('x')]
const EAP: Attribute = ['EAP-Message', hex('0201000501')]

const signed = (...attributes: Attribute[]) =>
  packetOf(signRequest(CODE.accessRequest, 1, layout(attributes), nonce, key))

function unsigned(code: number, ...attributes: Attribute[]) {
  const body = layout(attributes)
  return packetOf(Buffer.concat([Buffer.of(code, 1, 0, 20 + body.length), nonce, body]))
}

const required = gateway()
const optional = gateway({ messageAuthenticator: 'optional' })
const auto = gateway({ messageAuthenticator: 'auto' })

const Policy = suite('radius/policy')

Policy('RFC 3579 §3.2: a wrong Message-Authenticator is an objection under every policy', () => {
  const octets = signRequest(CODE.accessRequest, 1, layout([NAME]), nonce, key)
  octets[30] = (octets[30] as number) ^ 1
  for (const nas of [required, optional, auto]) {
    assert.is(objectionTo(packetOf(octets), nas), 'forged')
  }
})

Policy('CVE-2024-3596: an unsigned Access-Request is believed only where the record allows', () => {
  const bare = unsigned(CODE.accessRequest, NAME)
  assert.is(objectionTo(bare, required), 'unsigned')
  assert.is(objectionTo(bare, optional), undefined)
  assert.is(objectionTo(bare, auto), undefined)
  for (const nas of [required, optional, auto]) {
    assert.is(objectionTo(signed(NAME, PROXIED), nas), undefined)
  }
})

Policy('CVE-2024-3596: unsigned Proxy-State needs a record that lifts that limit too', () => {
  const bare = unsigned(CODE.accessRequest, NAME, PROXIED)
  assert.is(objectionTo(bare, optional), 'unsigned-proxy-state')
  assert.is(objectionTo(bare, auto), 'unsigned-proxy-state')
  assert.is(objectionTo(bare, { ...optional, limitProxyState: false }), undefined)
  assert.is(objectionTo(bare, { ...required, limitProxyState: false }), 'unsigned')
})

Policy('RFC 3579 §3.2: EAP without Message-Authenticator is refused under every policy', () => {
  const bare = unsigned(CODE.accessRequest, EAP)
  for (const nas of [required, optional, auto]) {
    assert.is(objectionTo(bare, { ...nas, limitProxyState: false }), 'unsigned-eap')
  }
})

Policy('RFC 5997 §3: Status-Server without Message-Authenticator is refused everywhere', () => {
  assert.is(objectionTo(unsigned(CODE.statusServer), optional), 'unsigned')
})

Policy(
  'CVE-2024-3596: a signed Access-Request pins an auto gateway; EAP, always signed, does not',
  () => {
    assert.ok(pins(signed(NAME), auto))
    assert.not.ok(pins(signed(EAP), auto))
    assert.not.ok(pins(unsigned(CODE.accessRequest, NAME), auto))
    assert.not.ok(pins(signed(NAME), required))
    assert.not.ok(pins(signed(NAME), optional))
    const status = signRequest(CODE.statusServer, 1, layout([]), nonce, key)
    assert.not.ok(pins(packetOf(status), auto))
  },
)

Policy('believes nothing that chance signed', () => {
  fc.assert(
    fc.property(anyPacket(CODE.accessRequest), (packet) => {
      assert.ok(objectionTo(packet, required), 'chance signs nothing')
      if (packet.messageAuthenticatorAt === 0) return
      for (const nas of [optional, auto]) assert.is(objectionTo(packet, nas), 'forged')
    }),
  )
})

Policy.run()

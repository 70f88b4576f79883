import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readAccessRequest } from '#src/radius/access-request.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import type { AccessRequest } from '#src/radius/message.ts'
import { hidePassword } from '#src/radius/password.ts'
import { chapResponse, proves } from '#src/radius/proof.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { anyPacket } from '#test/any-packet.ts'
import { gateway, hex, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const nonce = hex('0f403f9473978057bd83d5cb98f4227a')

function read(attributes: readonly Attribute[]) {
  return readAccessRequest(packetOf(signRequest(1, 0, layout(attributes), nonce, key)), gateway())
}

function reasonOf(attributes: readonly Attribute[]): string | undefined {
  const request = read(attributes)
  return 'kind' in request ? request.reason : undefined
}

const hidden: Attribute = ['User-Password', hidePassword(Buffer.from('arctangent'), nonce, key)]
const chap: Attribute = ['CHAP-Password', Buffer.alloc(17)]

const Access = suite('radius/access-request')

Access('RFC 2865 §7.1: reads a name with PAP', () => {
  const octets = hex(`01000038 0f403f9473978057bd83d5cb98f4227a 01066e656d6f
    02120dbe708d93d413ce3196e43f782a0aee 0406c0a80110 050600000003`)
  const request = readAccessRequest(packetOf(octets), gateway()) as AccessRequest
  assert.is(request.userName, 'nemo')
  assert.equal(request.proof, { kind: 'pap', password: Buffer.from('arctangent') })
  assert.ok(proves(request.proof, 'arctangent'))
})

Access('RFC 2865 §7.2: reads CHAP challenged by the authenticator itself', () => {
  const octets = hex(`01010047 2aee86f08d0d55969ca5978e0d3367a2 0108666c6f707379
    031316e97557c316185895f293ff634407 7275 0406c0a80110 050600000014 060600000002 070600000001`)
  const request = readAccessRequest(packetOf(octets), gateway()) as AccessRequest
  assert.is(request.userName, 'flopsy')
  assert.is(request.proof.kind, 'chap')
  assert.ok(proves(request.proof, 'arctangent'))
  assert.not.ok(proves(request.proof, 'arctangenT'))
})

Access('RFC 2865 §5.40: takes a CHAP-Challenge before the authenticator', () => {
  const challenge = Buffer.from('sixteen octets !')
  const answer = chapResponse(9, Buffer.from('arctangent'), challenge)
  const request = read([
    ['User-Name', 'nemo'],
    ['CHAP-Password', Buffer.concat([Buffer.of(9), answer])],
    ['CHAP-Challenge', challenge],
  ]) as AccessRequest
  assert.ok(proves(request.proof, 'arctangent'))
})

Access('tells the phone from its attributes', () => {
  const request = read([
    ['User-Name', 'người dùng'],
    hidden,
    ['Calling-Station-Id', 'AA-BB-CC-00-11-22'],
    ['Acct-Session-Id', '8120000a'],
    ['Mikrotik-Host-IP', '10.5.50.7'],
  ]) as AccessRequest
  assert.is(request.userName, 'người dùng')
  assert.is(request.callingStation, 'aa:bb:cc:00:11:22')
  assert.is(request.acctSessionId, '8120000a')
  assert.is(request.framedIp, '10.5.50.7')
})

Access('prefers Framed-IP-Address, and takes no wish for an address as one', () => {
  const ip = (address: string) =>
    (
      read([
        hidden,
        ['Mikrotik-Host-IP', '10.5.50.7'],
        ['Framed-IP-Address', address],
      ]) as AccessRequest
    ).framedIp
  assert.is(ip('203.0.113.254'), '203.0.113.254')
  assert.is(ip('255.255.255.254'), undefined)
  assert.is(ip('255.255.255.255'), undefined)
})

Access('RFC 2865 §4.1: names what makes a request unusable', () => {
  const name: Attribute = ['User-Name', 'nemo']
  assert.is(reasonOf([name]), 'no-credential')
  assert.is(reasonOf([name, hidden, chap]), 'two-credentials')
  assert.is(reasonOf([name, ['EAP-Message', Buffer.of(2)], hidden]), 'eap')
  assert.is(reasonOf([name, ['CHAP-Password', Buffer.alloc(16)]]), 'credential')
  assert.is(reasonOf([name, ['User-Password', Buffer.alloc(15)]]), 'credential')
  assert.is(reasonOf([name, ['User-Password', Buffer.alloc(144)]]), 'credential')
  assert.is(reasonOf([['User-Name', Buffer.of(0xfe)], hidden]), 'user-name')
  assert.is(reasonOf([name, hidden]), undefined)
})

const MS_CHAP: readonly Attribute[] = [
  ['User-Name', 'QUANGNINH\\User'],
  ['MS-CHAP-Challenge', hex('5B5D7C7D7B3F2F3E3C2C602132262628')],
  [
    'MS-CHAP2-Response',
    hex(`05 00 21402324255E262A28295F2B3A337C7E 0000000000000000
      82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF`),
  ],
]

Access('RFC 2548 §2.3.2: reads MS-CHAPv2, the name without its domain', () => {
  const request = read(MS_CHAP) as AccessRequest
  assert.is(request.userName, 'QUANGNINH\\User')
  assert.ok(request.proof.kind === 'mschap2')
  assert.is(request.proof.id, 5)
  assert.ok(proves(request.proof, 'clientPass'))
  assert.not.ok(proves(request.proof, 'clientPas'))
})

Access(
  'RFC 2548 §2.3.2: MS-CHAPv2 of another length, or without a challenge, is no credential',
  () => {
    const [name, challenge, response] = MS_CHAP as [Attribute, Attribute, Attribute]
    const short: Attribute = ['MS-CHAP2-Response', (response[1] as Buffer).subarray(1)]
    assert.is(reasonOf([name, challenge, short]), 'credential')
    assert.is(reasonOf([name, response]), 'credential')
    assert.is(reasonOf([...MS_CHAP, hidden]), 'two-credentials')
  },
)

Access(
  'RFC 4372 §2.1: a NUL asks for a chargeable identity, and one that is there does not',
  () => {
    const asks = (...more: Attribute[]) =>
      (read([hidden, ...more]) as AccessRequest).asksChargeableUser
    assert.is(asks(), false)
    assert.is(asks(['Chargeable-User-Identity', Buffer.of(0)]), true)
    assert.is(asks(['Chargeable-User-Identity', Buffer.from('known')]), false)
  },
)

Access('RFC 6911 §3.1: a phone with no IPv4 address is known by its IPv6 address', () => {
  const framed = (...more: Attribute[]) => (read([hidden, ...more]) as AccessRequest).framedIp
  const address = hex('20010db8000000000000000000000007')
  assert.is(framed(['Framed-IPv6-Address', address]), '2001:db8::7')
  assert.is(framed(['Framed-IPv6-Address', address.subarray(1)]), undefined)
  assert.is(
    framed(['Framed-IPv6-Address', address], ['Framed-IP-Address', '10.5.50.7']),
    '10.5.50.7',
  )
})

Access('RFC 3162 §2.3: a Framed-IPv6-Prefix of one address is that address', () => {
  const framed = (...more: Attribute[]) => (read([hidden, ...more]) as AccessRequest).framedIp
  const sole = hex('0080 20010db8000000000000000000000007')
  assert.is(framed(['Framed-IPv6-Prefix', sole]), '2001:db8::7')
  assert.is(framed(['Framed-IPv6-Prefix', hex('0040 20010db800000001')]), undefined)
})

Access('RFC 2865 §5: ignores attributes nobody knows', () => {
  const vendor = Buffer.concat([hex('00 00 ff ff'), hex('01 00')])
  const broken = Buffer.of(1)
  const raw = Buffer.concat([
    layout([['User-Name', 'nemo'], hidden]),
    Buffer.of(26, 2 + vendor.length),
    vendor,
    Buffer.of(26, 2 + broken.length),
    broken,
    hex('fa03ff'),
  ])
  const request = readAccessRequest(packetOf(signRequest(1, 0, raw, nonce, key)), gateway())
  assert.is((request as AccessRequest).userName, 'nemo')
})

Access('RFC 2865 §5.2: returns any hidden password, whatever its length', () => {
  const password = fc.uint8Array({ maxLength: 128 }).filter((octets) => octets.at(-1) !== 0)
  fc.assert(
    fc.property(password, (octets) => {
      const request = read([['User-Password', hidePassword(octets, nonce, key)]]) as AccessRequest
      assert.equal(request.proof, { kind: 'pap', password: Buffer.from(octets) })
    }),
  )
})

Access('whatever stands in a sound packet, reading it comes to something', () => {
  fc.assert(
    fc.property(anyPacket(CODE.accessRequest), (packet) => {
      const request = readAccessRequest(packet, gateway())
      assert.type('kind' in request ? request.reason : request.userName, 'string')
    }),
    { numRuns: 1000 },
  )
})

Access.run()

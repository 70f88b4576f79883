import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Limits } from '#src/kernel/limits.ts'
import { refusalAttributes, returnedAttributes } from '#src/proxy/inbound.ts'
import { integerOf, octetsOf } from '#src/radius/attributes.ts'
import { type Attribute, attributeId, layout, uint32 } from '#src/radius/dictionary.ts'
import { rawAttributes } from '#src/radius/raw.ts'
import { hideSalted, revealSalted } from '#src/radius/salted.ts'
import { keyOf } from '#src/radius/signature.ts'
import { authenticatorOf, CODE, type Code, type Packet } from '#src/radius/wire.ts'
import { packetWith } from '#test/home-server.ts'
import { hex } from '#test/radius.ts'
import { HOME_SECRET, realm, requestOf } from '#test/realms.ts'

const NONCE = Buffer.alloc(16, 5)
const HOME_KEY = keyOf(HOME_SECRET)
const LIMITS: Limits = {
  sessionSeconds: 7200,
  idleSeconds: 600,
  interimSeconds: 300,
  rate: { upKbps: 2048, downKbps: 10240 },
}

const REQUEST = requestOf([['User-Name', 'lan@agency.gov.vn']])

/** What our gateway would read of that reply. */
function readRaw(code: Code, attributes: Buffer, { limits = LIMITS, allow = [] as string[] } = {}) {
  const octets = returnedAttributes({
    reply: packetWith(attributes, code),
    request: REQUEST,
    realm: realm({ allow }),
    limits,
    key: HOME_KEY,
    nonce: NONCE,
    entropy: () => hex('0102'),
  })
  return packetWith(octets, code)
}

const read = (code: Code, attributes: readonly Attribute[], options = {}) =>
  readRaw(code, layout(attributes), options)

const accept = (attributes: readonly Attribute[], options = {}) =>
  read(CODE.accessAccept, attributes, options)
const named = (packet: Packet, name: string) => octetsOf(packet, attributeId(name))
const number = (packet: Packet, name: string) => integerOf(packet, attributeId(name))

const Inbound = suite('proxy/inbound')

Inbound('RFC 2865 §2.3: hands Class on unchanged, all of them, and no Proxy-State', () => {
  const packet = accept([
    ['Class', Buffer.from('a')],
    ['Proxy-State', Buffer.from('anyone’s')],
    ['Class', Buffer.from('b')],
  ])
  const classes = rawAttributes(packet).filter(({ type }) => type === 25)
  assert.equal(
    classes.map(({ value }) => value.toString()),
    ['a', 'b'],
  )
  assert.is(named(packet, 'Proxy-State'), undefined)
})

Inbound('lets a home server give no VLAN, no filter and no vendor’s attribute', () => {
  const given: Attribute[] = [
    ['Filter-Id', 'all'],
    ['Mikrotik-Address-List', 'staff'],
    ['Mikrotik-Rate-Limit', '1G/1G'],
    ['WISPr-Bandwidth-Max-Down', uint32(1_000_000_000)],
    ['Framed-IP-Address', hex('0a000001')],
  ]
  const packet = accept(given)
  for (const [name] of given.filter(([name]) => name !== 'Mikrotik-Rate-Limit')) {
    assert.is(named(packet, name), undefined, name)
  }
  assert.is(named(packet, 'Mikrotik-Rate-Limit')?.toString(), '2048k/10240k')
})

Inbound('lets it give what the realm’s record allows, in an Access-Accept', () => {
  const given: Attribute[] = [
    ['Filter-Id', 'staff'],
    ['Mikrotik-Address-List', 'staff'],
  ]
  const allow = ['Filter-Id', 'Mikrotik-Address-List']
  const packet = accept(given, { allow })
  assert.is(named(packet, 'Filter-Id')?.toString(), 'staff')
  assert.is(named(packet, 'Mikrotik-Address-List')?.toString(), 'staff')
  assert.is(named(read(CODE.accessChallenge, given, { allow }), 'Filter-Id'), undefined)
})

Inbound('RFC 2865 §5.27: gives the shorter time of both, and never none', () => {
  const times = (session: number, idle: number) =>
    accept([
      ['Session-Timeout', uint32(session)],
      ['Idle-Timeout', uint32(idle)],
    ])
  const shorter = times(60, 30)
  assert.is(number(shorter, 'Session-Timeout'), 60)
  assert.is(number(shorter, 'Idle-Timeout'), 30)
  for (const packet of [times(86_400, 86_400), times(0, 0), accept([])]) {
    assert.is(number(packet, 'Session-Timeout'), 7200)
    assert.is(number(packet, 'Idle-Timeout'), 600)
    assert.is(number(packet, 'Acct-Interim-Interval'), 300)
    assert.is(rawAttributes(packet).filter(({ type }) => type === 27).length, 1)
  }
})

Inbound(
  'RFC 2548 §2.4.2: hides MPPE keys anew under the gateway’s secret, each behind a salt of its own',
  () => {
    const keys = {
      'MS-MPPE-Send-Key': Buffer.alloc(32, 1),
      'MS-MPPE-Recv-Key': Buffer.alloc(32, 2),
    }
    const packet = accept(
      Object.entries(keys).map(([name, key], i) => [
        name,
        hideSalted(key, NONCE, HOME_KEY, Buffer.of(0x80, i)),
      ]),
    )
    const nasKey = keyOf(REQUEST.nas.secret)
    const salts = Object.entries(keys).map(([name, key]) => {
      const hidden = named(packet, name)
      assert.ok(hidden)
      assert.equal(revealSalted(hidden, authenticatorOf(REQUEST.packet), nasKey), key)
      return hidden.toString('hex', 0, 2)
    })
    assert.is(new Set(salts).size, 2)
  },
)

Inbound('RFC 2868 §3.5: hides a Tunnel-Password anew, its tag in front', () => {
  const hidden = hideSalted(Buffer.from('tunnel'), NONCE, HOME_KEY, hex('8001'))
  const value = Buffer.concat([Buffer.of(1), hidden])
  const tunnel = Buffer.concat([Buffer.of(69, 2 + value.length), value])
  const packet = readRaw(CODE.accessAccept, tunnel, { allow: ['Tunnel-Password'] })
  const arrived = named(packet, 'Tunnel-Password')
  assert.is(arrived?.[0], 1)
  const nasKey = keyOf(REQUEST.nas.secret)
  const plain = revealSalted(
    arrived?.subarray(1) ?? hex(''),
    authenticatorOf(REQUEST.packet),
    nasKey,
  )
  assert.is(plain?.toString(), 'tunnel')
})

Inbound('RFC 2865 §5.1: takes a new User-Name only from the user’s own realm', () => {
  const name = (given: string) => named(accept([['User-Name', given]]), 'User-Name')?.toString()
  assert.is(name('nguyen.lan@Agency.gov.vn'), 'nguyen.lan@Agency.gov.vn')
  assert.is(name('lan'), undefined)
  assert.is(name('lan@other.gov.vn'), undefined)
})

Inbound('RFC 3579 §2.3: a challenge carries State, EAP and its own timeout, and no limits', () => {
  const packet = read(CODE.accessChallenge, [
    ['EAP-Message', hex('0102000501')],
    ['State', hex('c0ffee')],
    ['Session-Timeout', uint32(30)],
    ['Class', Buffer.from('x')],
  ])
  assert.equal(
    rawAttributes(packet).map(({ type }) => type),
    [79, 24, 27],
  )
  assert.is(number(packet, 'Session-Timeout'), 30)
})

Inbound('a rejection carries its reason and nothing else', () => {
  const packet = read(CODE.accessReject, [
    ['Reply-Message', 'no'],
    ['MS-CHAP-Error', 'E=691'],
    ['EAP-Message', hex('04020004')],
    ['Class', Buffer.from('x')],
    ['Session-Timeout', uint32(30)],
  ])
  assert.is(rawAttributes(packet).length, 3)
})

Inbound('RFC 3748 §4.2: refuses an EAP conversation with the Failure of what was said last', () => {
  const packet = requestOf([['EAP-Message', hex('0207000501')]]).packet
  assert.equal(refusalAttributes(packet), hex('4f06 04070004'))
  assert.is(refusalAttributes(REQUEST.packet).length, 0)
})

Inbound('makes sense of whatever a proven home server says, and lets nothing else through', () => {
  const attribute = fc.tuple(
    fc.constantFrom(1, 18, 24, 25, 26, 27, 28, 33, 64, 69, 79, 80, 89, 241),
    fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.uint8Array({ maxLength: 40 }).map((tail) => Buffer.concat([hex('00000137'), tail])),
    ),
  )
  fc.assert(
    fc.property(fc.array(attribute, { maxLength: 40 }), fc.boolean(), (said, isAccept) => {
      const octets = said
        // Two of these make no packet at all.
        .filter(([type]) => type !== 80)
        .map(([type, value]) => Buffer.concat([Buffer.of(type, 2 + value.length), value]))
      const code = isAccept ? CODE.accessAccept : CODE.accessChallenge
      const packet = readRaw(code, Buffer.concat(octets))
      const types = new Set(rawAttributes(packet).map(({ type, vendor }) => `${vendor}/${type}`))
      for (const refused of ['0/33', '0/64', '0/69', '0/241', '311/0']) {
        assert.not.ok(types.has(refused), refused)
      }
    }),
  )
})

Inbound.run()

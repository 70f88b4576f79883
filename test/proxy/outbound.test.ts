import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { delayed, prepareAccess, prepareRecord } from '#src/proxy/outbound.ts'
import { octetsOf } from '#src/radius/attributes.ts'
import { type Attribute, attributeId, layout } from '#src/radius/dictionary.ts'
import { hidePassword, revealPassword } from '#src/radius/password.ts'
import { rawAttributes } from '#src/radius/raw.ts'
import { keyOf } from '#src/radius/signature.ts'
import { authenticatorOf, CODE, type Packet, proxyStates } from '#src/radius/wire.ts'
import { packetWith } from '#test/home-server.ts'
import { gateway, hex, packetOf } from '#test/radius.ts'
import { HOME_SECRET, MARK, realm, requestOf } from '#test/realms.ts'

const NONCE = Buffer.alloc(16, 5)
const HOME_KEY = keyOf(HOME_SECRET)
const USER: Attribute = ['User-Name', 'lan@agency.gov.vn']

/** What goes out, as the home server would read it. */
function sent(
  attributes: readonly Attribute[] | Uint8Array,
  changes: Parameters<typeof realm>[0] = {},
): Packet {
  const prepared = prepareAccess(requestOf(attributes), { realm: realm(changes), mark: MARK })
  if (typeof prepared === 'string') throw new Error(prepared)
  return packetWith(prepared(NONCE, HOME_KEY))
}

const named = (packet: Packet, name: string) => octetsOf(packet, attributeId(name))

const Outbound = suite('proxy/outbound')

Outbound(
  'RFC 2865 §2.3: adds Proxy-State behind those that are there, which stay as they are',
  () => {
    const packet = sent([USER, ['Proxy-State', hex('01')], ['Proxy-State', hex('02')]])
    const states = proxyStates(packet).map((state) => state.subarray(2))
    assert.equal(states, [hex('01'), hex('02'), MARK])
  },
)

Outbound('RFC 2865 §5.2: hides the password anew, for the home server to reveal', () => {
  const nas = gateway()
  const request = requestOf([USER])
  const password = 'mật khẩu dài hơn mười sáu octet'
  const hidden = hidePassword(
    Buffer.from(password),
    authenticatorOf(request.packet),
    keyOf(nas.secret),
  )
  const octets = Buffer.concat([request.packet.octets, layout([['User-Password', hidden]])])
  octets.writeUInt16BE(octets.length, 2)
  const prepared = prepareAccess({ packet: packetOf(octets), nas }, { realm: realm(), mark: MARK })
  assert.type(prepared, 'function')
  if (typeof prepared === 'string') return
  const arrived = named(packetWith(prepared(NONCE, HOME_KEY)), 'User-Password')
  assert.ok(arrived)
  assert.not.equal(arrived, hidden)
  assert.is(revealPassword(arrived, NONCE, HOME_KEY)?.toString(), password)
})

Outbound('RFC 2865 §5.3: spells out the CHAP challenge that was the Request Authenticator', () => {
  const request = requestOf([USER, ['CHAP-Password', Buffer.alloc(17, 1)]])
  const prepared = prepareAccess(request, { realm: realm(), mark: MARK })
  if (typeof prepared === 'string') throw new Error(prepared)
  const packet = packetWith(prepared(NONCE, HOME_KEY))
  assert.equal(named(packet, 'CHAP-Challenge'), authenticatorOf(request.packet))
  assert.equal(named(packet, 'CHAP-Password'), Buffer.alloc(17, 1))
})

Outbound('RFC 2865 §5.40: leaves a CHAP challenge that is there as it is', () => {
  const challenge = Buffer.from('a challenge')
  const packet = sent([USER, ['CHAP-Password', Buffer.alloc(17, 1)], ['CHAP-Challenge', challenge]])
  assert.equal(named(packet, 'CHAP-Challenge'), challenge)
  assert.is(rawAttributes(packet).filter(({ type }) => type === 60).length, 1)
})

Outbound('RFC 2865 §4.1: sends no request on that carries two passwords', () => {
  const attributes: Attribute[] = [
    USER,
    ['User-Password', Buffer.alloc(16)],
    ['CHAP-Password', Buffer.alloc(17)],
  ]
  const route = { realm: realm(), mark: MARK }
  assert.is(prepareAccess(requestOf(attributes), route), 'two-credentials')
  const broken = requestOf([USER, ['User-Password', Buffer.alloc(15)]])
  assert.is(prepareAccess(broken, route), 'credential')
})

Outbound('RFC 3579 §3.1: passes an EAP message on in its pieces and their order', () => {
  const pieces = [Buffer.alloc(253, 1), Buffer.alloc(253, 2), Buffer.alloc(9, 3)]
  const packet = sent([
    USER,
    ...pieces.map((piece): Attribute => ['EAP-Message', piece]),
    ['State', hex('c0ffee')],
  ])
  const arrived = rawAttributes(packet).filter(({ type }) => type === 79)
  assert.equal(
    arrived.map(({ value }) => value),
    pieces,
  )
  assert.equal(named(packet, 'State'), hex('c0ffee'))
})

Outbound('RFC 2548 §2.3.2: passes MS-CHAPv2 on unchanged', () => {
  const response = Buffer.alloc(50, 9)
  const challenge = Buffer.alloc(16, 8)
  const packet = sent([USER, ['MS-CHAP-Challenge', challenge], ['MS-CHAP2-Response', response]])
  assert.equal(named(packet, 'MS-CHAP-Challenge'), challenge)
  assert.equal(named(packet, 'MS-CHAP2-Response'), response)
})

Outbound('RFC 5580 §4.1: says whose network it is, in place of what the gateway said', () => {
  const packet = sent([USER, ['Operator-Name', '1elsewhere.vn']])
  assert.is(named(packet, 'Operator-Name')?.toString(), '1quangninh.gov.vn')
  assert.is(rawAttributes(packet).filter(({ type }) => type === 126).length, 1)
})

Outbound('RFC 4372 §2.1: passes on that the gateway asks for a Chargeable-User-Identity', () => {
  const packet = sent([USER, ['Chargeable-User-Identity', Buffer.of(0)]])
  assert.equal(named(packet, 'Chargeable-User-Identity'), Buffer.of(0))
})

Outbound('RFC 7542 §3: sends the name whole, or without its realm where that is agreed', () => {
  assert.is(named(sent([USER]), 'User-Name')?.toString(), 'lan@agency.gov.vn')
  assert.is(named(sent([USER], { strip: true }), 'User-Name')?.toString(), 'lan')
})

Outbound('withholds what the realm is not to know, out of a vendor’s attribute too', () => {
  const packet = sent(
    Buffer.concat([
      layout([USER, ['NAS-IP-Address', hex('0a000001')]]),
      hex('1a0e 0000 3a8c 03 03 41 08 05 31 2f 31'),
    ]),
    { withhold: ['NAS-IP-Address', 'Mikrotik-Group'] },
  )
  assert.is(named(packet, 'NAS-IP-Address'), undefined)
  assert.is(named(packet, 'Mikrotik-Group'), undefined)
  assert.is(named(packet, 'Mikrotik-Rate-Limit')?.toString(), '1/1')
})

Outbound(
  'refuses a request that was ours already, by its mark or by our name on a proxied one',
  () => {
    const route = { realm: realm(), mark: MARK }
    const said = (...attributes: Attribute[]) =>
      prepareAccess(requestOf([USER, ...attributes]), route)
    const ours: Attribute = ['Operator-Name', '1quangninh.gov.vn']
    assert.is(said(['Proxy-State', MARK]), 'loop')
    assert.is(said(['Proxy-State', hex('01')], ['Proxy-State', MARK]), 'loop')
    assert.is(said(ours, ['Proxy-State', hex('01')]), 'loop')
    assert.type(said(ours), 'function')
    const record = requestOf([USER, ['Proxy-State', MARK]], { code: CODE.accountingRequest })
    assert.is(prepareRecord(record.packet, route), 'loop')
  },
)

Outbound('refuses a request that has come through too many proxies', () => {
  const states = Array.from({ length: 8 }, (_, i): Attribute => ['Proxy-State', Buffer.of(i)])
  const route = { realm: realm(), mark: MARK }
  assert.is(prepareAccess(requestOf([USER, ...states]), route), 'hops')
  assert.type(prepareAccess(requestOf([USER, ...states.slice(1)]), route), 'function')
})

Outbound('RFC 2865 §3: sends nothing on that would no longer fit a packet', () => {
  const filler = Array.from({ length: 15 }, (): Attribute => ['Reply-Message', Buffer.alloc(253)])
  const most = (last: number): Attribute[] => [...filler, ['Class', Buffer.alloc(last)]]
  const route = { realm: realm({ operator: 'a.vn' }), mark: MARK }
  assert.type(prepareAccess(requestOf(most(100)), route), 'function')
  assert.is(prepareAccess(requestOf(most(215)), route), 'too-long')
})

Outbound(
  'RFC 2866 §5.2: a record says how long it has waited, and nothing else of it changes',
  () => {
    const said: Attribute[] = [
      USER,
      ['Acct-Status-Type', hex('00000001')],
      ['Acct-Delay-Time', hex('00000005')],
      ['Class', Buffer.from('theirs')],
      ['Class', Buffer.from('theirs too')],
    ]
    const request = requestOf(said, { code: CODE.accountingRequest })
    const record = prepareRecord(request.packet, { realm: realm(), mark: MARK })
    if (typeof record === 'string') throw new Error(record)
    const packet = packetWith(delayed(record, 65))
    assert.equal(named(packet, 'Acct-Delay-Time'), hex('00000041'))
    assert.is(rawAttributes(packet).filter(({ type }) => type === 41).length, 1)
    const classes = rawAttributes(packet).filter(({ type }) => type === 25)
    assert.equal(
      classes.map(({ value }) => value.toString()),
      ['theirs', 'theirs too'],
    )
  },
)

Outbound.run()

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Ip, type Prefix, parseIp, parsePrefix } from '#src/kernel/ip.ts'
import { ipv6Octets, ipv6Of, ipv6PrefixOctets, ipv6PrefixOf } from '#src/radius/ipv6.ts'
import { hex } from '#test/radius.ts'

const Ipv6 = suite('radius/ipv6')
const ip = (text: string) => parseIp(text) as Ip
const prefix = (text: string) => parsePrefix(text) as Prefix

Ipv6('RFC 3162 §2.1: an address is its sixteen octets', () => {
  const octets = hex('20010db8000000000000000000000001')
  assert.is(ipv6Of(octets), '2001:db8::1')
  assert.equal(ipv6Octets(ip('2001:db8::1')), octets)
  assert.equal(ipv6Octets(ip('::')), Buffer.alloc(16))
  for (const size of [0, 4, 15, 17]) assert.is(ipv6Of(new Uint8Array(size)), undefined)
})

Ipv6('RFC 4291 §2.5.5.2: an IPv4-mapped address is its IPv4 self', () => {
  assert.is(ipv6Of(hex('00000000000000000000ffff0a010203')), '10.1.2.3')
})

Ipv6('RFC 3162 §2.3: a prefix has its length, and its octets as far as they go', () => {
  assert.is(ipv6PrefixOf(hex('0040 20010db800000001')), '2001:db8:0:1::/64')
  assert.is(ipv6PrefixOf(hex('0030 20010db8 0001')), '2001:db8:1::/48')
  assert.is(ipv6PrefixOf(hex('0000')), '::/0')
  assert.equal(ipv6PrefixOctets(prefix('2001:db8::/32')).subarray(0, 6), hex('0020 20010db8'))
})

Ipv6('RFC 4818 §3: bits beyond the length, or a length beyond the bits, make no prefix', () => {
  assert.is(ipv6PrefixOf(hex('0020 20010db800000001')), undefined)
  assert.is(ipv6PrefixOf(Buffer.concat([hex('0081'), Buffer.alloc(16)])), undefined)
  assert.is(ipv6PrefixOf(Buffer.concat([hex('0080'), Buffer.alloc(17)])), undefined)
  assert.is(ipv6PrefixOf(hex('00')), undefined)
})

Ipv6('gives back any address and prefix that it laid out', () => {
  const octets = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((all) => Buffer.from(all))
  fc.assert(
    fc.property(octets, fc.integer({ min: 0, max: 128 }), (address, length) => {
      address[0] = 0x20
      const text = ipv6Of(address) as Ip
      assert.equal(ipv6Octets(text), address)
      const whole = prefix(`${text}/${length}`)
      assert.is(ipv6PrefixOf(ipv6PrefixOctets(whole)), whole)
    }),
  )
})

Ipv6.run()

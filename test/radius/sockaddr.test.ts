import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { nameOf, sourceIn, sourceOf } from '#src/radius/sockaddr.ts'
import { hex } from '#test/radius.ts'

const Sockaddr = suite('radius/sockaddr')

Sockaddr('ip(7): an IPv4 source is the same, whoever read it', () => {
  const read = sourceIn(hex('0200 0714 0a010203 0000000000000000'))
  assert.equal(
    { ...read, sockaddr: undefined },
    { ip: '10.1.2.3', address: '10.1.2.3', port: 1812, sockaddr: undefined },
  )
  assert.equal(sourceOf({ address: '10.1.2.3', family: 'IPv4', port: 1812, size: 1 }), {
    ...read,
    sockaddr: Uint8Array.from(read.sockaddr ?? []),
  })
})

const sockaddrIn6 = (address: string, zone = 0) =>
  hex(`0a00 0715 00000000 ${address} 0${zone}000000`)

Sockaddr('ipv6(7): an IPv6 source', () => {
  const { ip, address, port } = sourceIn(sockaddrIn6('20010db8000000000000000000000001'))
  assert.equal([ip, address, port], ['2001:db8::1', '2001:db8::1', 1813])
})

Sockaddr('RFC 4291 §2.5.5.2: an IPv4 source on an IPv6 socket is its IPv4 self', () => {
  const { ip, address } = sourceIn(sockaddrIn6('00000000000000000000ffff0a010203'))
  assert.equal([ip, address], ['10.1.2.3', '::ffff:10.1.2.3'])
})

Sockaddr('RFC 4007 §6: an address that is good in one zone only is nobody we know', () => {
  assert.is(sourceIn(sockaddrIn6('fe800000000000000000000000000001', 3)).ip, undefined)
  assert.is(sourceOf({ address: 'fe80::1%eth0', family: 'IPv6', port: 1, size: 1 }).ip, undefined)
})

Sockaddr('each source has a name of its own', () => {
  const sources = [
    '0200 0714 0a010203 0000000000000000',
    '0200 0714 0a010204 0000000000000000',
    '0200 0715 0a010203 0000000000000000',
    '0200 ffff ffffffff 0000000000000000',
  ].map(hex)
  sources.push(sockaddrIn6('00000000000000000000ffff0a010203'))
  sources.push(sockaddrIn6('fe800000000000000000000000000001', 3))
  sources.push(sockaddrIn6('fe800000000000000000000000000001', 4))
  assert.is(new Set(sources.map(nameOf)).size, sources.length)
  assert.is(nameOf(hex('0200 0714 0a010203 0000000000000000')), 0x0a0102030714)
})

Sockaddr('a source outlives the memory it was read from', () => {
  const octets = hex('0200 0714 0a010203 0000000000000000')
  const { sockaddr } = sourceIn(octets)
  octets.fill(0)
  assert.is(sockaddr?.[4], 10)
})

Sockaddr.run()

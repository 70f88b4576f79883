import { type Ip, type Prefix, parseIp, parsePrefix } from '#src/kernel/ip.ts'

const ADDRESS_OCTETS = 16
/** RFC 3162 §2.3: one octet reserved, one of length, then as much of the prefix as there is. */
const PREFIX_HEAD_OCTETS = 2

/** The address in the sixteen octets of an attribute (RFC 3162 §2.1, RFC 6911 §3.1). */
export function ipv6Of(octets: Uint8Array): Ip | undefined {
  if (octets.length !== ADDRESS_OCTETS) return undefined
  return parseIp(octets.toHex().replace(/(....)(?!$)/g, '$1:'))
}

/** An IPv6 address as an attribute holds it. */
export function ipv6Octets(address: Ip): Buffer {
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter(Boolean))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  const groups = [...head, ...zeros, ...tail]
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

/**
 * The prefix in a Framed-IPv6-Prefix or Delegated-IPv6-Prefix (RFC 3162 §2.3, RFC 4818 §3). Octets left
 * out are zeros; a length that is none, or bits beyond it, make it no prefix.
 */
export function ipv6PrefixOf(octets: Uint8Array): Prefix | undefined {
  const said = octets.subarray(PREFIX_HEAD_OCTETS)
  if (octets.length < PREFIX_HEAD_OCTETS || said.length > ADDRESS_OCTETS) return undefined
  const whole = new Uint8Array(ADDRESS_OCTETS)
  whole.set(said)
  const written = `${whole.toHex().replace(/(....)(?!$)/g, '$1:')}/${octets[1]}`
  const prefix = parsePrefix(written)
  return prefix && ipv6PrefixOctets(prefix).subarray(2).equals(whole) ? prefix : undefined
}

/** An IPv6 prefix as an attribute holds it, whole. */
export function ipv6PrefixOctets(prefix: Prefix): Buffer {
  const [address = '', length] = prefix.split('/')
  return Buffer.concat([Buffer.of(0, Number(length)), ipv6Octets(address as Ip)])
}

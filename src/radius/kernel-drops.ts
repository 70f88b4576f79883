import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { parseIp } from '#src/kernel/ip.ts'

/** Where Linux lists its UDP sockets, with what it had no room for behind each (proc(5)). */
const TABLES = { IPv4: '/proc/net/udp', IPv6: '/proc/net/udp6' } as const

type Bound = { readonly address: string; readonly port: number }

/**
 * How many datagrams the kernel threw away because a socket's buffer was full, by its own count.
 * Nothing where the system does not say.
 */
export function kernelDrops(bound: Bound, read = readTable): number | undefined {
  const table = read(isIPv6(bound.address) ? TABLES.IPv6 : TABLES.IPv4)
  if (table === undefined) return undefined
  const local = `${hexOf(bound.address)}:${bound.port.toString(16).padStart(4, '0')}`.toUpperCase()
  let drops: number | undefined
  for (const line of table.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    if (fields[1]?.toUpperCase() === local) drops = (drops ?? 0) + Number(fields.at(-1))
  }
  return drops
}

/** An address as the tables write it: its 32-bit words, each with the lowest octet first. */
function hexOf(address: string): string {
  return octetsOf(address)
    .toHex()
    .replace(/(..)(..)(..)(..)/g, '$4$3$2$1')
}

function octetsOf(address: string): Uint8Array {
  if (!isIPv6(address)) return Uint8Array.from(address.split('.').map(Number))
  return Uint8Array.fromHex(groupsOf(parseIp(address) ?? address).join(''))
}

/** The eight groups of an IPv6 address, `::` filled in. */
function groupsOf(address: string): string[] {
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter(Boolean))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...zeros, ...tail].map((group) => group.padStart(4, '0'))
}

function readTable(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

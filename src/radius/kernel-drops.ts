import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import type { Ip } from '#src/kernel/ip.ts'
import { ipv6Octets } from './ipv6.ts'

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
  return isIPv6(address)
    ? ipv6Octets(address as Ip)
    : Uint8Array.from(address.split('.').map(Number))
}

function readTable(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

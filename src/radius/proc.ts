import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import type { Ip } from '#src/kernel/ip.ts'
import { ipv6Octets } from './ipv6.ts'

/** Where Linux lists its UDP sockets, with what it had no room for behind each (proc(5)). */
const TABLES = { IPv4: '/proc/net/udp', IPv6: '/proc/net/udp6' } as const

/** Where it lists what this process has open. */
const DESCRIPTORS = '/proc/self/fd'

type Bound = { readonly address: string; readonly port: number }

/** A line of the table, as far as anybody asks: `drops` is what a full buffer had no room for. */
type Listed = { readonly inode: string; readonly drops: number }

/**
 * How many datagrams the kernel threw away because a socket's buffer was full, by its own count.
 * Nothing where the system does not say.
 */
export function kernelDrops(bound: Bound, read = readTable): number | undefined {
  const [first, ...rest] = listed(bound, read)
  return first && rest.reduce((sum, { drops }) => sum + drops, first.drops)
}

/**
 * The descriptor of this process for the UDP socket bound there: `dgram` does not tell it. Nothing where
 * the system does not say.
 */
export function descriptorOf(bound: Bound): number | undefined {
  const ours = listed(bound, readTable).map(({ inode }) => `socket:[${inode}]`)
  if (ours.length === 0) return undefined
  const descriptor = readdirSync(DESCRIPTORS).find((name) => ours.includes(linkOf(name)))
  return descriptor === undefined ? undefined : Number(descriptor)
}

function listed(bound: Bound, read: typeof readTable): Listed[] {
  const table = read(isIPv6(bound.address) ? TABLES.IPv6 : TABLES.IPv4) ?? ''
  const local = `${hexOf(bound.address)}:${bound.port.toString(16).padStart(4, '0')}`.toUpperCase()
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.toUpperCase() === local)
    .map((fields) => ({ inode: fields[9] ?? '', drops: Number(fields.at(-1)) }))
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

/** What a descriptor is of. The one that lists the folder is gone by the time it is asked about. */
function linkOf(name: string): string {
  try {
    return readlinkSync(`${DESCRIPTORS}/${name}`)
  } catch {
    return ''
  }
}

import { assert } from '#src/kernel/assert.ts'
import { Fault } from '#src/kernel/fault.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import type { Mac } from '#src/kernel/mac.ts'

/** A wireless client a gateway knows: its DHCP lease. */
export type Station = { readonly mac: Mac; readonly ip: Ip }

const FIRST_HOST = 2
const LAST_HOST = 254

/**
 * One gateway's wireless network: who holds which address of a /24.
 *
 * Addresses are loopback addresses, so the source of a TCP connection says which phone speaks, as the
 * source of a frame would.
 */
export class Wireless {
  readonly #pool: string
  readonly #byIp = new Map<Ip, Station>()
  readonly #byMac = new Map<Mac, Station>()
  #next = FIRST_HOST

  /** `pool` is the first three octets of the network, such as `127.101.7`. */
  constructor(pool: string) {
    assert(parseIp(`${pool}.0`) !== undefined, 'a pool is three octets')
    this.#pool = pool
  }

  /** Leases an address; the same phone keeps the one it has. Throws when the network is full. */
  join(mac: Mac, wanted?: Ip): Station {
    const known = this.#byMac.get(mac)
    if (known && (wanted === undefined || wanted === known.ip)) return known
    if (known) this.leave(mac)

    const station = { mac, ip: wanted ?? this.#freeAddress() }
    const holder = this.#byIp.get(station.ip)
    if (holder) this.leave(holder.mac)
    this.#byIp.set(station.ip, station)
    this.#byMac.set(mac, station)
    return station
  }

  /** Gives the lease back. */
  leave(mac: Mac): void {
    const station = this.#byMac.get(mac)
    if (!station) return
    this.#byMac.delete(mac)
    this.#byIp.delete(station.ip)
  }

  at(ip: Ip): Station | undefined {
    return this.#byIp.get(ip)
  }

  of(mac: Mac): Station | undefined {
    return this.#byMac.get(mac)
  }

  /** Addresses go round before one is used again, so a late packet never meets a new phone. */
  #freeAddress(): Ip {
    for (let tried = FIRST_HOST; tried <= LAST_HOST; tried++) {
      const ip = parseIp(`${this.#pool}.${this.#next}`)
      this.#next = this.#next === LAST_HOST ? FIRST_HOST : this.#next + 1
      if (ip && !this.#byIp.has(ip)) return ip
    }
    throw new Fault('network/unavailable', { says: `no free address in ${this.#pool}.0/24` })
  }
}

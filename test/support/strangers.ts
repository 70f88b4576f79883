import type { AdminPorts } from '#src/admin/ports.ts'
import type { Claims, Stranger } from '#src/gateways/stranger.ts'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'

const SILENT: Claims = {
  nasIdentifier: undefined,
  nasAddress: undefined,
  calledStation: undefined,
  make: undefined,
}

/** An inbox with a gateway that wants in, one that says nothing, and a scanner somebody put aside. */
export function fakeStrangers(now: number): AdminPorts['strangers'] {
  const kept = new Map(strangers(now).map((stranger) => [stranger.address, stranger]))
  return {
    list: async () => [...kept.values()],
    ignore: (address, isIgnored) => {
      const stranger = kept.get(address)
      if (!stranger || stranger.isIgnored === isIgnored) return false
      kept.set(address, { ...stranger, isIgnored })
      return true
    },
  }
}

/** One that knocked a moment ago, as it is told. */
export function fakeStranger(address: string, now: number, given: Partial<Stranger> = {}) {
  return {
    address: address as Ip,
    auth: 41,
    acct: 6,
    firstHeardAt: now - 3 * HOUR,
    lastHeardAt: now - MINUTE,
    claims: SILENT,
    isRadius: true,
    isIgnored: false,
    ...given,
  } satisfies Stranger
}

function strangers(now: number): Stranger[] {
  const claims: Claims = {
    nasIdentifier: 'ben-cang-2',
    nasAddress: '192.168.88.1' as Ip,
    calledStation: '02-00-00-AA-BB-CC:Quang Ninh Wi-Fi',
    make: 'MikroTik',
  }
  return [
    fakeStranger('203.0.113.7', now, { claims }),
    fakeStranger('2001:db8::7', now),
    fakeStranger('198.51.100.9', now, { isRadius: false, isIgnored: true }),
  ]
}

import type { AdminPorts } from '#src/admin/ports.ts'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'

/** A server that has been busy, and a little of everything that can go wrong. */
export function fakeRadius(now: number): AdminPorts['radius'] {
  const home = { realm: 'agency.gov.vn', host: '10.9.0.1' as Ip, port: 1812 }
  return {
    counters: async () => ({
      'auth.waiting': 3,
      'acct.waiting': 0,
      'auth.accept': 41_213,
      'auth.reject': 912,
      'auth.accept.mschap2': 17,
      'auth.reject.mschap2': 4,
      'acct.recorded': 380_114,
      'auth.duplicate': 71,
      'acct.duplicate': 120,
      'auth.malformed.length': 3,
      'auth.unknown-source': 47,
      'auth.shed.late': 5,
      'acct.kernel-drops': 2,
    }),
    forwarding: async () => ({
      homes: [
        { ...home, duty: 'auth', standing: 'alive', since: now - HOUR },
        { ...home, duty: 'acct', port: 1813, standing: 'dead', since: now - 4 * MINUTE },
      ],
      backlogs: [{ realm: home.realm, waiting: 214, oldestAt: now - 4 * MINUTE }],
      delivered: 9_000,
      givenUp: 0,
    }),
    unreachable: async () => [
      { session: 9000, gateway: 'gw-06', since: now - 3 * MINUTE, says: 'silent' },
    ],
    alarms: async () => [
      {
        id: 1,
        device: 77,
        at: now - 9 * MINUTE,
        gateway: 'gw-02',
        elsewhere: 'gw-11',
        settledAt: undefined,
      },
    ],
  }
}

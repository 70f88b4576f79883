import { SAME_START_MS } from '#src/accounting/merge.ts'
import { Accounting, type AccountingPorts } from '#src/accounting/record.ts'
import { RestartStore } from '#src/accounting/restart-store.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import { LiveSessions } from '#src/sessions/live-sessions.ts'
import { SessionStore } from '#src/sessions/session-store.ts'
import { UsageStore } from '#src/sessions/usage-store.ts'
import { type Disk, systemDisk } from '#src/store/disk.ts'
import { openTestStore, standingClock } from './house.ts'

/** Sunday noon in Việt Nam. */
export const NOON = Date.parse('2026-11-22T05:00:00Z')

/** A Class of one octet names the grant of that number; grant 7 is person 70 on device 700. */
const TEST_PORTS = {
  grantOf: ([grant]: Uint8Array) => grant,
  subjectOf: (grant: number) => ({
    person: grant * 10,
    device: grant * 100,
    site: 'bai-chay',
  }),
  deviceOf: () => undefined,
  siteOf: () => 'bai-chay',
  hasRoom: () => true,
} as const

/** A ledger on disk with nothing in it. Its database is settled whenever it is asked. */
export function openTestLedger(ports: Partial<AccountingPorts> = {}, disk: Disk = systemDisk) {
  const store = openTestStore(disk)
  const { database, journal, behind } = store
  const sessions = new SessionStore(database, behind)
  const usage = new UsageStore(database, behind)
  const ticks = standingClock(0)
  const live = new LiveSessions(sessions, SAME_START_MS, ticks)
  const restarts = new RestartStore(database)
  const accounting = new Accounting({
    ...TEST_PORTS,
    journal,
    live,
    usage,
    restarts,
    steps: { note: () => undefined, before: () => [] },
    ...ports,
  })
  behind.follow(journal, [live, usage, restarts])
  return {
    get database() {
      behind.settle()
      return database
    },
    behind,
    ticks,
    live,
    sessions,
    usage,
    accounting,
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

/** An Accounting-Request that arrives as its event happens: an Interim of gateway `gw-1` at noon. */
export function accountingRequest({
  gateway = 'gw-1',
  grant,
  ...request
}: Partial<AccountingRequest> & { gateway?: string; grant?: number }): AccountingRequest {
  return {
    nas: {
      id: gateway,
      vendor: 'mikrotik',
      secret: new Secret('not used here'),
      messageAuthenticator: 'required',
      limitProxyState: true,
    },
    source: '10.0.0.1' as Ip,
    userName: 'guest',
    callingStation: undefined,
    framedIp: undefined,
    acctSessionId: '80000001',
    acctMultiSessionId: undefined,
    status: 'interim',
    class: grant === undefined ? undefined : Uint8Array.of(grant),
    sessionSeconds: 0,
    octetsIn: 0,
    octetsOut: 0,
    hasGigawords: true,
    delaySeconds: 0,
    eventTimestamp: undefined,
    terminateCause: undefined,
    receivedAt: NOON + (request.sessionSeconds ?? 0) * 1000,
    ...request,
  }
}

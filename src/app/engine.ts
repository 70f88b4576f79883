import { join } from 'node:path'
import { ClockSteps } from '#src/accounting/clock-steps.ts'
import { SAME_START_MS } from '#src/accounting/merge.ts'
import { Accounting, type AccountingPorts } from '#src/accounting/record.ts'
import { RestartStore } from '#src/accounting/restart-store.ts'
import { type Millis, SECOND, systemTicks } from '#src/kernel/clock.ts'
import { CredentialStore } from '#src/login/credential-store.ts'
import { GrantClasses } from '#src/login/grant-class.ts'
import { GrantStore } from '#src/login/grant-store.ts'
import { RefusalStore } from '#src/login/refusal-store.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { LiveSessions } from '#src/sessions/live-sessions.ts'
import { SlowedStore } from '#src/sessions/slowed-store.ts'
import type { Disk } from '#src/store/disk.ts'
import { FolderLock } from '#src/store/folder-lock.ts'
import { Journal } from '#src/store/journal.ts'
import { Settler } from '#src/store/settler.ts'
import type { House } from './house.ts'
import { settling } from './settling.ts'

/** How often sessions are looked for that are over though nobody said so. */
const ENDING_MS: Millis = 30 * SECOND

/** What an engine runs on. */
export type EngineParts = Pick<AccountingPorts, 'onChange' | 'hasRoom'> & { readonly disk: Disk }

/**
 * Journal and memory before the database: who is online, what is used, which credentials opened.
 *
 * One process at a time has it over a data folder; commands may run beside. What an earlier one was
 * killed before settling is settled first.
 */
export function openEngine(house: House, { disk, hasRoom, onChange }: EngineParts) {
  using opened = new DisposableStack()
  const { behind, database, keyring, usage } = house
  const { data } = house.config
  opened.use(new FolderLock(join(data, 'serving.lock'), 'another server serves this data folder'))

  const journal = new Journal(disk, join(data, 'journal'), behind.settledEntry)
  const live = new LiveSessions(house.sessions, SAME_START_MS, systemTicks)
  const restarts = new RestartStore(database)
  const grants = new GrantStore(database)
  const refusals = new RefusalStore(database, keyring, behind)
  const slowed = new SlowedStore(database)
  const classes = new GrantClasses(keyring)
  const credentials = new CredentialStore(database, { keyring, journal, grants, classes })
  const accounting = new Accounting({
    ...{ journal, live, usage, restarts, hasRoom },
    steps: new ClockSteps(systemTicks),
    grantOf: (octets, gateway) => classes.grantOf(octets, gateway),
    subjectOf: (grant) => grants.find(grant),
    deviceOf: (mac) => house.people.deviceOf(mac)?.id,
    siteOf: (gateway) => house.gateways.find(gateway)?.site,
    ...(onChange && { onChange }),
  })
  behind.follow(journal, [live, usage, restarts, credentials, slowed, refusals])
  if (journal.recover() > 0) behind.settle()
  const settler = new Settler(database.path)
  behind.leaveTo(settler)
  const working = new AsyncDisposableStack()
  working.use(settling(house))
  working.use(ending(house, accounting))

  const closing = opened.move()
  const close = async () => {
    await journal[Symbol.asyncDispose]()
    await working.disposeAsync()
    behind.leaveTo(undefined)
    await settler[Symbol.asyncDispose]()
    behind.catchUp()
    closing.dispose()
  }
  const parts = { live, grants, credentials, refusals, slowed, classes, accounting }
  return { ...parts, [Symbol.asyncDispose]: close }
}

/** Ends now and then the sessions that nobody will say the end of. */
function ending({ plans }: House, accounting: Accounting): AsyncDisposable {
  let looking: Promise<void> | undefined
  const look = () => {
    const told = plans.all().map(({ interimSeconds }) => interimSeconds)
    return accounting.endLost(Math.max(PUBLIC_PLAN.interimSeconds, ...told) * SECOND)
  }
  const timer = setInterval(() => {
    looking ??= look().finally(() => (looking = undefined))
  }, ENDING_MS)
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      await looking
    },
  }
}

import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { RestartStore } from '#src/accounting/restart-store.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { CredentialStore } from '#src/login/credential-store.ts'
import { GrantClasses } from '#src/login/grant-class.ts'
import { GrantStore } from '#src/login/grant-store.ts'
import { RefusalStore } from '#src/login/refusal-store.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import { type CodeKey, PhoneCodeStore } from '#src/people/phone-code-store.ts'
import { SessionStore } from '#src/sessions/session-store.ts'
import { UsageStore } from '#src/sessions/usage-store.ts'
import { Database, type Value } from '#src/store/database.ts'
import { Keyring } from '#src/store/keyring.ts'
import { migrate } from '#src/store/migrate.ts'
import { WriteBehind } from '#src/store/write-behind.ts'
import { VoucherStore } from '#src/vouchers/voucher-store.ts'
import { standingClock, temporaryFolder, writeAll } from '#test/house.ts'
import { lan, macNumber } from '#test/login.ts'

/** A database that notes how SQLite means to answer each statement. */
class WatchedDatabase extends Database {
  readonly plans = new Map<string, readonly string[]>()

  override all<R>(sql: string, ...values: Value[]): R[] {
    this.#note(sql)
    return super.all(sql, ...values)
  }

  override get<R>(sql: string, ...values: Value[]): R | undefined {
    this.#note(sql)
    return super.get(sql, ...values)
  }

  override run(sql: string, ...values: Value[]) {
    this.#note(sql)
    return super.run(sql, ...values)
  }

  #note(sql: string): void {
    const steps = super.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    this.plans.set(
      sql,
      steps.map(({ detail }) => detail),
    )
  }
}

const Plans = suite('city/query-plans')

Plans('what a packet or a page asks is found by an index, never by reading a table', () => {
  using folder = temporaryFolder()
  using database = new WatchedDatabase(join(folder.path, 'plans.sqlite'))
  migrate(database)
  database.plans.clear()
  const keyring = new Keyring(new Uint8Array(32))
  const mac: Mac = macNumber(1)

  const behind = new WriteBehind(database)
  const sessions = new SessionStore(database, behind)
  sessions.live({ limit: 1 })
  sessions.live({ gateway: 'hg-1', limit: 1 })
  sessions.countLive({ gateway: 'hg-1' })
  sessions.ofGrant(1)
  sessions.liveOfPerson(1)
  sessions.epochs('hg-1', '80000001')
  sessions.near('hg-1', '80000001', 1, 1)
  sessions.wordsOf(1)
  sessions.lastId()

  new RestartStore(database).latest('hg-1')
  new UsageStore(database, behind).used(1, 1)

  const grants = new GrantStore(database)
  grants.find(1)
  grants.nthNewest(1, 60)
  const credentials = new CredentialStore(database, {
    keyring,
    journal: { book: () => ({ write: async (_, work) => work() }) },
    grants,
    classes: new GrantClasses(keyring),
  })
  credentials.find('w-1')
  credentials.arriving(1)
  credentials.prune(1)

  const refusals = new RefusalStore(database, keyring, behind)
  refusals.record({ at: 1, gateway: 'hg-1', userName: 'w-1', reason: 'used' }, mac)
  writeAll(database, refusals.leave()())
  refusals.recent({ mac, limit: 1 })
  refusals.recent({ gateway: 'hg-1', limit: 1 })
  refusals.prune(0)

  const people = new PeopleStore(database, keyring)
  people.personOfPhone(lan, { version: '1', at: 1 })
  people.deviceOf(mac)

  const codes = new PhoneCodeStore(database, keyring)
  codes.attempt({ phone: lan, mac }, '123456', 1)
  const keys: CodeKey[] = [
    { by: 'phone', value: lan },
    { by: 'device', value: mac },
    { by: 'visit', value: 'v-1' },
    { by: 'gateway', value: 'hg-1' },
  ]
  for (const key of keys) codes.nthNewest(key, 5)

  const clock = standingClock()
  const vouchers = new VoucherStore(database, { keyring, clock, entropy: systemEntropy })
  vouchers.heldBy(1)
  vouchers.nthNewestMiss('visit', 'v-1', 10)
  vouchers.pruneMisses(1)

  const isScan = (step: string) => /^SCAN (?!CONSTANT ROW|journal)/.test(step)
  const scans = [...database.plans].filter(([, steps]) => steps.some(isScan))
  assert.equal(scans, [])
})

Plans.run()

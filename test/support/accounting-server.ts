/**
 * A process of its own that does nothing but account: `node accounting-server.ts FOLDER PORT`.
 *
 * Prints the port it listens on once it answers. Made to be killed.
 */
import { join } from 'node:path'
import { Accounting } from '#src/accounting/record.ts'
import { RecordStore } from '#src/accounting/record-store.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openRadius } from '#src/radius/server.ts'
import { SessionStore } from '#src/sessions/session-store.ts'
import { UsageStore } from '#src/sessions/usage-store.ts'
import { Database } from '#src/store/database.ts'
import { GroupCommit } from '#src/store/group-commit.ts'
import { migrate } from '#src/store/migrate.ts'
import { TEST_PORTS } from './ledger.ts'

const [folder = '', port = '0'] = process.argv.slice(2)
const host = '127.0.0.1'
const database = new Database(join(folder, 'phu-song.sqlite'))
migrate(database)

const accounting = new Accounting({
  ...TEST_PORTS,
  commit: new GroupCommit(database),
  sessions: new SessionStore(database),
  usage: new UsageStore(database),
  records: new RecordStore(database),
})
const nas = {
  id: 'gw-1',
  vendor: 'mikrotik',
  secret: new Secret('a secret for the test'),
  messageAuthenticator: 'required',
} as const

const { acctPort } = await openRadius({
  auth: { host, port: 0 },
  acct: { host, port: Number(port) },
  handlers: {
    access: async () => ({ kind: 'reject' }),
    accounting: (request) => accounting.record(request),
    nasAt: () => nas,
  },
  clock: systemClock,
  log: silentLog,
})
process.stdout.write(`${acctPort}\n`)

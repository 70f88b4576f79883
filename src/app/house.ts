import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '#src/config.ts'
import { gatewayRecordSchema } from '#src/gateways/gateway.ts'
import { GatewayStore } from '#src/gateways/gateway-store.ts'
import { GatewayWordStore } from '#src/gateways/word-store.ts'
import type { Clock } from '#src/kernel/clock.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Entropy } from '#src/kernel/random.ts'
import { type AuditDraft, AuditStore } from '#src/officers/audit-store.ts'
import { officerRecordSchema } from '#src/officers/officer.ts'
import { OfficerStore } from '#src/officers/officer-store.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import { siteSchema } from '#src/places/place.ts'
import { seedCommunes, seedSites } from '#src/places/place-seed.ts'
import { PlaceStore } from '#src/places/place-store.ts'
import { PUBLIC_PLAN, planSchema } from '#src/plans/plan.ts'
import { PlanStore } from '#src/plans/plan-store.ts'
import { OpeningStore } from '#src/services/opening-store.ts'
import { loadCatalogue } from '#src/services/service-seed.ts'
import { SessionStore } from '#src/sessions/session-store.ts'
import { UsageStore } from '#src/sessions/usage-store.ts'
import { DATABASE_FILE } from '#src/store/backup.ts'
import { Collection } from '#src/store/collection.ts'
import { Database } from '#src/store/database.ts'
import { GroupCommit } from '#src/store/group-commit.ts'
import { createKeyFile, type Keyring, readKeyFile } from '#src/store/keyring.ts'
import { isBlank, migrate } from '#src/store/migrate.ts'
import { VoucherStore } from '#src/vouchers/voucher-store.ts'

/** What the house is given instead of reaching for it. */
export type Tools = {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  /** The thirty places it starts with belong to an invented city. */
  readonly isDemo?: boolean
}

/** What a write was, for the audit trail: `gateway.added` and its name. */
export type Told = Pick<AuditDraft, 'action' | 'subject'> & Partial<Pick<AuditDraft, 'detail'>>

/** Every noun with its store, over one data folder. The server and each command open the same house. */
export type House = ReturnType<typeof openHouse>

/**
 * Opens the data folder: at the first start makes it, with its key; later refuses a folder whose key
 * or documents are gone, naming the file. Several processes may hold it open at once.
 */
export function openHouse(config: Config, tools: Tools) {
  const { clock, entropy, log } = tools
  const files = openFolder(config.data)
  const keyring = files.length === 0 ? openFirstKey(config) : readKeyFile(config.keyFile)
  const database = openDatabase(config.data, files)
  const documents = openDocuments(config.data, database)
  seed(documents, tools.isDemo ?? false)
  const commit = new GroupCommit(database)
  const workshop = { database, keyring, clock, entropy }
  const audit = new AuditStore(database, keyring)
  return {
    config,
    clock,
    entropy,
    log,
    database,
    commit,
    keyring,
    audit,
    places: new PlaceStore(seedCommunes(), documents.sites),
    plans: new PlanStore(documents.plans),
    gateways: new GatewayStore(documents.gateways, workshop),
    gatewayWords: new GatewayWordStore(database, { commit, clock }),
    officers: new OfficerStore(documents.officers, { ...workshop, audit }),
    people: new PeopleStore(database, keyring),
    vouchers: new VoucherStore(database, workshop),
    sessions: new SessionStore(database),
    usage: new UsageStore(database),
    catalogue: loadCatalogue(),
    openings: new OpeningStore(database, commit),
    audited: audited(database, audit, clock),
    /** Adopts what other processes decided. */
    refresh() {
      for (const document of Object.values(documents)) document.refresh()
    },
    [Symbol.dispose]() {
      database[Symbol.dispose]()
    },
  }
}

/** Runs `work` and, when `tell` says so of what it came to, records it: both or neither. */
function audited(database: Database, audit: AuditStore, clock: Clock) {
  return <T>(actor: string, work: () => T, tell: (value: T) => Told | undefined): T =>
    database.transaction(() => {
      const value = work()
      const told = tell(value)
      if (told) audit.append({ at: clock(), actor, detail: {}, ...told })
      return value
    })
}

/** The names in the data folder, which is made when there is none. */
function openFolder(data: string): string[] {
  try {
    mkdirSync(dirname(data), { recursive: true })
    if (!existsSync(data)) mkdirSync(data, { mode: 0o700 })
    return readdirSync(data)
  } catch (error) {
    const says = `PHU_SONG_DATA: the folder ${data} cannot be used: ${errnoSays(error)}`
    throw new Fault('config/invalid', { file: data, says }, error)
  }
}

function openFirstKey({ keyFile }: Config): Keyring {
  return existsSync(keyFile) ? readKeyFile(keyFile) : createKeyFile(keyFile)
}

/** Documents are written only once the database is: a blank one beside them has lost what it held. */
function openDatabase(data: string, files: readonly string[]): Database {
  const path = join(data, DATABASE_FILE)
  const database = new Database(path)
  if (isBlank(database) && files.some((file) => file.endsWith('.json'))) {
    database[Symbol.dispose]()
    const says = `${path} is missing or empty beside its documents; put the whole folder back from a backup`
    throw new Fault('store/corrupt', { file: path, says })
  }
  migrate(database)
  return database
}

function openDocuments(folder: string, database: Database) {
  return {
    sites: new Collection(folder, 'sites', siteSchema, database),
    plans: new Collection(folder, 'plans', planSchema, database),
    gateways: new Collection(folder, 'gateways', gatewayRecordSchema, database),
    officers: new Collection(folder, 'officers', officerRecordSchema, database),
  }
}

function seed({ sites, plans }: ReturnType<typeof openDocuments>, isDemo: boolean): void {
  if (sites.generation === 0) sites.addMissing(seedSites({ isDemo }))
  if (plans.generation === 0) plans.addMissing([PUBLIC_PLAN])
}

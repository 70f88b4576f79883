import type { Config } from '#src/config.ts'
import { GatewayStore } from '#src/gateways/gateway-store.ts'
import { StrangerStore } from '#src/gateways/stranger-store.ts'
import { GatewayWordStore } from '#src/gateways/word-store.ts'
import type { Clock } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Entropy } from '#src/kernel/random.ts'
import type { AuditDraft, AuditStore } from '#src/officers/audit-store.ts'
import { OfficerStore } from '#src/officers/officer-store.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import { seedCommunes, seedSites } from '#src/places/place-seed.ts'
import { PlaceStore } from '#src/places/place-store.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { PlanStore } from '#src/plans/plan-store.ts'
import { RealmStore } from '#src/realms/realm-store.ts'
import { OpeningStore } from '#src/services/opening-store.ts'
import { loadCatalogue } from '#src/services/service-seed.ts'
import { SessionStore } from '#src/sessions/session-store.ts'
import { UsageStore } from '#src/sessions/usage-store.ts'
import { Collection } from '#src/store/collection.ts'
import type { Database } from '#src/store/database.ts'
import { GroupCommit } from '#src/store/group-commit.ts'
import { WriteBehind } from '#src/store/write-behind.ts'
import { VoucherStore } from '#src/vouchers/voucher-store.ts'
import { DOCUMENTS } from './documents.ts'
import { openGround } from './ground.ts'

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

/** Opens the data folder with its documents; refuses one that is not whole, naming the file. */
export function openHouse(config: Config, tools: Tools) {
  using opened = new DisposableStack()
  const ground = opened.use(openGround(config))
  const { keyring, database, audit } = ground
  const { clock, entropy, log } = tools
  const documents = openDocuments(config.data, database)
  seed(documents, tools.isDemo ?? false)
  const behind = new WriteBehind(database)
  const commit = new GroupCommit(database, behind)
  const workshop = { database, keyring, clock, entropy }
  const house = {
    ...ground,
    clock,
    entropy,
    log,
    commit,
    behind,
    places: new PlaceStore(seedCommunes(), documents.sites),
    plans: new PlanStore(documents.plans),
    gateways: new GatewayStore(documents.gateways, workshop),
    realms: new RealmStore(documents.realms, workshop),
    gatewayWords: new GatewayWordStore(database, { commit, clock }),
    strangers: new StrangerStore(database, { commit, clock }),
    officers: new OfficerStore(documents.officers, { ...workshop, audit }),
    people: new PeopleStore(database, keyring),
    vouchers: new VoucherStore(database, workshop),
    sessions: new SessionStore(database, behind),
    usage: new UsageStore(database, behind),
    catalogue: loadCatalogue(),
    openings: new OpeningStore(database, commit),
    audited: audited(database, audit, clock),
    /** Adopts what other processes decided. */
    refresh() {
      for (const document of Object.values(documents)) document.refresh()
    },
  }
  opened.move()
  return house
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

function openDocuments(folder: string, database: Database) {
  return {
    sites: new Collection(folder, 'sites', DOCUMENTS.sites, database),
    plans: new Collection(folder, 'plans', DOCUMENTS.plans, database),
    gateways: new Collection(folder, 'gateways', DOCUMENTS.gateways, database),
    realms: new Collection(folder, 'realms', DOCUMENTS.realms, database),
    officers: new Collection(folder, 'officers', DOCUMENTS.officers, database),
  }
}

function seed({ sites, plans }: ReturnType<typeof openDocuments>, isDemo: boolean): void {
  if (sites.generation === 0) sites.addMissing(seedSites({ isDemo }))
  if (plans.generation === 0) plans.addMissing([PUBLIC_PLAN])
}

import { statfsSync, statSync } from 'node:fs'
import { verify } from '#src/accounting/ledger.ts'
import type { Config } from '#src/config.ts'
import type { Gateway } from '#src/gateways/gateway.ts'
import { DAY, HOUR } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { SpoolStore } from '#src/proxy/spool-store.ts'
import { trustOf } from '#src/radius/tls-trust.ts'
import { type HomeServer, weaknessOf } from '#src/realms/realm.ts'
import { hasRoomIn, spaceIn } from '#src/store/reserve.ts'
import { DOCUMENT_NAMES, type DocumentName, documentStanding } from './documents.ts'
import { type Ground, openGround } from './ground.ts'
import { type House, openHouse, type Tools } from './house.ts'
import { readCredentials } from './radsec.ts'

/** How one check went. `fix` says what to do about it. */
export type Finding = {
  readonly check: string
  readonly verdict: 'good' | 'warning' | 'bad'
  readonly says: string
  readonly fix?: string
}

type Verdict = Omit<Finding, 'check'>
type Check<Place> = (place: Place) => Verdict | Promise<Verdict>
type Checks<Place> = Readonly<Record<string, Check<Place>>>

/** A certificate that ends sooner than this should have been renewed. */
const CERTIFICATE_DAYS_MIN = 30

/** Below this share of free disk the ledger is in danger of refusing accounting. */
const DISK_FREE_MIN = 0.05

/**
 * Everything that can be checked of a data folder, in the order a person would ask. A document that
 * keeps the house shut is a finding, and leaves out only what needs the house.
 */
export async function checkUp(config: Config, tools: Tools): Promise<Finding[]> {
  using ground = openGround(config)
  const findings = await foundIn(ground, GROUND_CHECKS)
  try {
    using house = openHouse(config, tools)
    return [...findings, ...(await foundIn(house, HOUSE_CHECKS))]
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const check = Object.keys(HOUSE_CHECKS).join(', ')
    return [...findings, { check, ...bad(`not looked at: ${error.message}`, SEE_ABOVE) }]
  }
}

async function foundIn<Place>(place: Place, checks: Checks<Place>): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [name, check] of Object.entries(checks)) findings.push(await found(name, check, place))
  return findings
}

/** A check that the world does not let finish is a finding too. */
async function found<Place>(check: string, look: Check<Place>, place: Place): Promise<Finding> {
  try {
    return { check, ...(await look(place)) }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { check, ...bad(error.message, SEE_ABOVE) }
  }
}

const SEE_ABOVE = 'see what is bad above'

const GROUND_CHECKS: Checks<Ground> = {
  'key file': keyFile,
  disk,
  database: databaseFile,
  ...Object.fromEntries(DOCUMENT_NAMES.map((name) => [`document ${name}`, documentNamed(name)])),
  ledger,
  'audit trail': auditTrail,
  'portal address': portalAddress,
}

const HOUSE_CHECKS: Checks<House> = {
  officers,
  gateways,
  realms,
  'RADIUS over TLS': radsecCertificate,
}

function keyFile({ config }: Ground): Verdict {
  const mode = statSync(config.keyFile).mode & 0o077
  if (mode === 0) return good(`${config.keyFile} opens every secret and is its owner's alone`)
  return bad(`others may read ${config.keyFile}`, `chmod 600 ${config.keyFile}`)
}

async function disk({ config }: Ground): Promise<Verdict> {
  const { bavail, blocks } = statfsSync(config.data)
  const share = bavail / blocks
  const says = `${Math.round(share * 100)} % of the disk is free`
  if (!(await hasRoomIn(spaceIn(config.data, systemEntropy)))) {
    return bad(`${says}: accounting is not taken, what is left is for sign-ins`, 'make room')
  }
  return share > DISK_FREE_MIN
    ? good(says)
    : bad(says, 'make room: a full disk stops accounting from being acknowledged')
}

function databaseFile({ database }: Ground): Verdict {
  const damage = database.damage()
  if (!damage) return good('every page is whole')
  return bad(damage, 'stop the server and put a backup back')
}

function documentNamed(name: DocumentName): Check<Ground> {
  return (ground) => {
    const { rows, generation, wrong } = documentStanding(ground, name)
    return wrong ? bad(wrong.says, wrong.fix) : good(`${rows} rows, generation ${generation}`)
  }
}

function ledger({ database }: Ground): Verdict {
  const wrong = verify(database)
  const [first] = wrong
  if (!first) return good('sessions and roll-ups equal a recount of the raw records')
  const says = `${wrong.length} rows differ from the raw records, first ${first.table} ${first.key}`
  return bad(says, 'keep a backup of the data folder and report this as a defect')
}

async function auditTrail({ audit }: Ground): Promise<Verdict> {
  const verdict = await audit.verify()
  if (verdict.kind === 'whole') return good(`${verdict.head.seq} entries, unbroken`)
  const says = `broken at entry ${verdict.seq}`
  return bad(says, 'somebody changed the database; compare it with a backup')
}

function portalAddress({ config: { portalUrl } }: Ground): Verdict {
  if (/^(?:localhost|127\.|\[::1\])/.test(portalUrl.hostname)) {
    return warning(`no phone can reach ${portalUrl.href}`, 'set PHU_SONG_PORTAL_URL')
  }
  if (portalUrl.protocol !== 'https:') {
    return warning(`${portalUrl.href} is not encrypted`, 'put TLS in front, then https://')
  }
  return good(portalUrl.href)
}

function officers({ officers: store }: House): Verdict {
  const count = store.all().length
  if (count > 0) return good(`${count}`)
  return warning('none yet', 'follow the set-up link that `serve` prints, or `officer invite`')
}

function gateways({ gateways: store }: House): Verdict {
  const all = store.all()
  const lax = all.filter(
    ({ messageAuthenticator, radsec }) => messageAuthenticator !== 'required' && !radsec,
  )
  if (all.length === 0) return warning('none yet', '`gateway add --help`')
  const sharing = sharingSecrets(all)
  if (sharing.length > 0) {
    const says = `${sharing.join(', ')}: one secret, whoever learns it can speak for all of them`
    return warning(says, 'add each again with a secret of its own')
  }
  if (lax.length === 0) return good(`${all.length}, all with Message-Authenticator`)
  const says = `${lax.map(({ id }) => id).join(', ')}: Message-Authenticator is not required`
  return warning(says, 'upgrade the gateway (CVE-2024-3596) and add it again')
}

/** Over TLS the secret is not what a gateway is known by. */
function sharingSecrets(all: readonly Gateway[]): string[] {
  const bySecret = Map.groupBy(
    all.filter(({ radsec }) => !radsec),
    ({ secret }) => secret.reveal(),
  )
  return [...bySecret.values()]
    .filter(({ length }) => length > 1)
    .flatMap((some) => some.map(({ id }) => id))
}

/** Records wait for minutes while a server restarts; for hours only when nobody has noticed. */
function realms({ realms: store, database, keyring, clock }: House): Verdict {
  const all = store.all()
  const spool = new SpoolStore(database, keyring)
  const [late] = spool
    .realms()
    .map((realm) => ({ realm, ...spool.backlog(realm) }))
    .filter(({ oldestAt }) => oldestAt !== undefined && clock() - oldestAt > HOUR)
  if (late) {
    const says = `${late.realm}: ${late.waiting} accounting records wait for its servers`
    return warning(says, 'see that they answer; what waits a week is given up')
  }
  const short = all.filter(({ servers }) => servers.some(isShort))
  if (short.length === 0) return good(`${all.length}`)
  const says = `${short.map(({ id }) => id).join(', ')}: a short shared secret`
  return warning(says, 'agree on a longer one, then add the realm again')
}

function isShort(server: HomeServer): boolean {
  return server.transport === 'udp' && weaknessOf(server.secret) === 'short'
}

/** A certificate that runs out takes every gateway over TLS with it. */
function radsecCertificate({ config: { radsec }, clock }: House): Verdict {
  if (!radsec) return good('not served')
  const { certificate } = trustOf(readCredentials(radsec))
  const { validTo } = certificate
  const days = Math.floor((Date.parse(validTo) - clock()) / DAY)
  if (days >= CERTIFICATE_DAYS_MIN) return good(`its certificate holds for ${days} more days`)
  const fix = `put a new one into ${radsec.certificateFile}; a running server takes it up by itself`
  if (days < 0) return bad(`its certificate ended on ${validTo}`, fix)
  return warning(`its certificate ends on ${validTo}`, fix)
}

function good(says: string): Verdict {
  return { verdict: 'good', says }
}

function warning(says: string, fix: string): Verdict {
  return { verdict: 'warning', says, fix }
}

function bad(says: string, fix: string): Verdict {
  return { verdict: 'bad', says, fix }
}

import { statfsSync, statSync } from 'node:fs'
import { verify } from '#src/accounting/ledger.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { House } from './house.ts'

/** How one check went. `fix` says what to do about it. */
export type Finding = {
  readonly check: string
  readonly verdict: 'good' | 'warning' | 'bad'
  readonly says: string
  readonly fix?: string
}

type Verdict = Omit<Finding, 'check'>
type Check = (house: House) => Verdict | Promise<Verdict>

/** Below this share of free disk the ledger is in danger of refusing accounting. */
const DISK_FREE_MIN = 0.05

/** Everything that can be checked of a house without touching it, in the order a person would ask. */
export async function checkUp(house: House): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [name, check] of Object.entries(CHECKS)) findings.push(await found(name, check, house))
  return findings
}

/** A check that the world does not let finish is a finding too. */
async function found(check: string, look: Check, house: House): Promise<Finding> {
  try {
    return { check, ...(await look(house)) }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { check, ...bad(error.message, 'see what is bad above') }
  }
}

const CHECKS: Readonly<Record<string, Check>> = {
  'key file': keyFile,
  disk,
  database: databaseFile,
  ledger,
  'audit trail': auditTrail,
  'portal address': portalAddress,
  officers,
  gateways,
}

function keyFile({ config }: House): Verdict {
  const mode = statSync(config.keyFile).mode & 0o077
  if (mode === 0) return good(`${config.keyFile} opens every secret and is its owner's alone`)
  return bad(`others may read ${config.keyFile}`, `chmod 600 ${config.keyFile}`)
}

function disk({ config }: House): Verdict {
  const { bavail, blocks } = statfsSync(config.data)
  const share = bavail / blocks
  const says = `${Math.round(share * 100)} % of the disk is free`
  return share > DISK_FREE_MIN
    ? good(says)
    : bad(says, 'make room: a full disk stops accounting from being acknowledged')
}

function databaseFile({ database }: House): Verdict {
  const damage = database.damage()
  if (!damage) return good('every page is whole')
  return bad(damage, 'stop the server and put a backup back')
}

function ledger({ database }: House): Verdict {
  const wrong = verify(database)
  const [first] = wrong
  if (!first) return good('sessions and roll-ups equal a recount of the raw records')
  const says = `${wrong.length} rows differ from the raw records, first ${first.table} ${first.key}`
  return bad(says, 'keep a backup of the data folder and report this as a defect')
}

async function auditTrail({ audit }: House): Promise<Verdict> {
  const verdict = await audit.verify()
  if (verdict.kind === 'whole') return good(`${verdict.head.seq} entries, unbroken`)
  const says = `broken at entry ${verdict.seq}`
  return bad(says, 'somebody changed the database; compare it with a backup')
}

function portalAddress({ config: { portalUrl } }: House): Verdict {
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
  const lax = all.filter(({ messageAuthenticator }) => messageAuthenticator === 'optional')
  if (all.length === 0) return warning('none yet', '`gateway add --help`')
  if (lax.length === 0) return good(`${all.length}, all with Message-Authenticator`)
  const says = `${lax.map(({ id }) => id).join(', ')}: Message-Authenticator is not required`
  return warning(says, 'upgrade the gateway (CVE-2024-3596) and add it again')
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

import { statfsSync, statSync } from 'node:fs'
import { verify } from '#src/accounting/ledger.ts'
import type { House } from './house.ts'

/** How one check went. `fix` says what to do about it. */
export type Finding = {
  readonly check: string
  readonly verdict: 'good' | 'warning' | 'bad'
  readonly says: string
  readonly fix?: string
}

type Check = (house: House) => Finding | Promise<Finding>

/** Below this share of free disk the ledger is in danger of refusing accounting. */
const DISK_FREE_MIN = 0.05

/** Everything that can be checked of a house without touching it, in the order a person would ask. */
export async function checkUp(house: House): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of CHECKS) findings.push(await check(house))
  return findings
}

const CHECKS: readonly Check[] = [
  keyFile,
  disk,
  databaseFile,
  ledger,
  auditTrail,
  portalAddress,
  officers,
  gateways,
]

function keyFile({ config }: House): Finding {
  const check = 'key file'
  const mode = statSync(config.keyFile).mode & 0o077
  if (mode === 0)
    return good(check, `${config.keyFile} opens every secret and is its owner's alone`)
  return bad(check, `others may read ${config.keyFile}`, `chmod 600 ${config.keyFile}`)
}

function disk({ config }: House): Finding {
  const { bavail, blocks } = statfsSync(config.data)
  const share = bavail / blocks
  const says = `${Math.round(share * 100)} % of the disk is free`
  return share > DISK_FREE_MIN
    ? good('disk', says)
    : bad('disk', says, 'make room: a full disk stops accounting from being acknowledged')
}

function databaseFile({ database }: House): Finding {
  const damage = database.damage()
  if (!damage) return good('database', 'every page is whole')
  return bad('database', damage, 'stop the server and put a backup back')
}

function ledger({ database }: House): Finding {
  const wrong = verify(database)
  const [first] = wrong
  if (!first) return good('ledger', 'sessions and roll-ups equal a recount of the raw records')
  const says = `${wrong.length} rows differ from the raw records, first ${first.table} ${first.key}`
  return bad('ledger', says, 'keep a backup of the data folder and report this as a defect')
}

async function auditTrail({ audit }: House): Promise<Finding> {
  const verdict = await audit.verify()
  if (verdict.kind === 'whole') return good('audit trail', `${verdict.head.seq} entries, unbroken`)
  const says = `broken at entry ${verdict.seq}`
  return bad('audit trail', says, 'somebody changed the database; compare it with a backup')
}

function portalAddress({ config: { portalUrl } }: House): Finding {
  const check = 'portal address'
  if (/^(?:localhost|127\.|\[::1\])/.test(portalUrl.hostname)) {
    return warning(check, `no phone can reach ${portalUrl.href}`, 'set PHU_SONG_PORTAL_URL')
  }
  if (portalUrl.protocol !== 'https:') {
    return warning(check, `${portalUrl.href} is not encrypted`, 'put TLS in front, then https://')
  }
  return good(check, portalUrl.href)
}

function officers({ officers: store }: House): Finding {
  const count = store.all().length
  if (count > 0) return good('officers', `${count}`)
  return warning(
    'officers',
    'none yet',
    'follow the set-up link that `serve` prints, or `officer invite`',
  )
}

function gateways({ gateways: store }: House): Finding {
  const all = store.all()
  const lax = all.filter(({ messageAuthenticator }) => messageAuthenticator === 'optional')
  if (all.length === 0) return warning('gateways', 'none yet', '`gateway add --help`')
  if (lax.length === 0) return good('gateways', `${all.length}, all with Message-Authenticator`)
  const says = `${lax.map(({ id }) => id).join(', ')}: Message-Authenticator is not required`
  return warning('gateways', says, 'upgrade the gateway (CVE-2024-3596) and add it again')
}

function good(check: string, says: string): Finding {
  return { check, verdict: 'good', says }
}

function warning(check: string, says: string, fix: string): Finding {
  return { check, verdict: 'warning', says, fix }
}

function bad(check: string, says: string, fix: string): Finding {
  return { check, verdict: 'bad', says, fix }
}

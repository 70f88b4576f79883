import type { Millis } from '#src/kernel/clock.ts'
import { type Month, monthBounds } from '#src/kernel/period.ts'
import type { Commune, Site } from '#src/places/place.ts'
import type { Heads, SiteFigures, UsageReportStore } from './usage-store.ts'

/**
 * The figures of a place in a month. People and devices are different ones, so a commune's are not the
 * sum of its sites'. Sessions are those that began in the month; time and data are what fell into it.
 */
export type Usage = {
  readonly sites: number
  readonly gateways: number
  readonly people: number
  readonly devices: number
  readonly sessions: number
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
  readonly serviceOpenings: number
}

/** A site's line. */
export type SiteUsage = Usage & {
  readonly id: string
  readonly name: string
  readonly isDemo: boolean
}

/** A commune's line, with its sites'. One where nothing happened has zeros, and is still there. */
export type CommuneUsage = Usage & {
  readonly id: string
  readonly name: string
  readonly siteUsages: readonly SiteUsage[]
}

/** A calendar month of the city's Wi-Fi. It names nobody. */
export type UsageReport = {
  readonly month: Month
  readonly from: Millis
  readonly to: Millis
  readonly madeAt: Millis
  /** The month was not over when the report was made. */
  readonly isPartial: boolean
  /** Some of the places are made up, for a demonstration. */
  readonly hasDemo: boolean
  /** All communes, in the order `places` gives them. */
  readonly communes: readonly CommuneUsage[]
  /** What belongs to no commune: sites no longer listed, and services opened from elsewhere. */
  readonly elsewhere: CommuneUsage | undefined
  readonly total: Usage
}

/** Where the report's facts come from. */
export type UsageReportPorts = {
  readonly places: { communes(): readonly Commune[]; sites(): readonly Site[] }
  readonly gateways: { all(): readonly { readonly site: string }[] }
  readonly figures: UsageReportStore
}

/** Makes the month's report. Its totals are the ledger's to the byte. */
export function usageOf(
  month: Month,
  { places, gateways, figures }: UsageReportPorts,
  now: Millis,
): UsageReport {
  const sites = places.sites()
  const communes = places.communes()
  const listed = new Set(communes.map(({ id }) => id))
  const communeOf = new Map(
    sites.filter(({ commune }) => listed.has(commune)).map(({ id, commune }) => [id, commune]),
  )
  const [bySite, heads, city] = figures.consistently(() => [
    new Map(figures.sites(month).map((row) => [row.site, row])),
    figures.heads(month, communeOf),
    figures.headsOfCity(month),
  ])
  const gatewaysAt = countBy(gateways.all(), ({ site }) => site)

  const lineOf = (site: Pick<Site, 'id' | 'name' | 'isDemo'>) =>
    siteUsage(site, gatewaysAt.get(site.id) ?? 0, bySite.get(site.id))
  const known = new Set(sites.map(({ id }) => id))
  const strays = [...new Set([...bySite.keys(), ...gatewaysAt.keys()])]
    .filter((id) => !known.has(id))
    .map((id) => ({ ...lineOf({ id, name: id, isDemo: false }), sites: 0 }))
  const lines = [...sites.map(lineOf), ...strays]

  const areaOf = Map.groupBy(lines, ({ id }) => communeOf.get(id) ?? '')
  const inCommunes = communes.map(({ id, fullName }) =>
    communeUsage({ id, name: fullName }, areaOf.get(id) ?? [], heads.get(id)),
  )
  const rest = areaOf.get('')
  const { from, to } = monthBounds(month)
  return {
    month,
    from,
    to,
    madeAt: now,
    isPartial: now < to,
    hasDemo: lines.some(({ isDemo }) => isDemo),
    communes: inCommunes,
    elsewhere: rest && communeUsage({ id: '', name: '' }, rest, heads.get('')),
    total: { ...added(lines), ...city },
  }
}

function siteUsage(
  { id, name, isDemo }: Pick<Site, 'id' | 'name' | 'isDemo'>,
  gateways: number,
  figures: SiteFigures | undefined,
): SiteUsage {
  return {
    id,
    name,
    isDemo,
    sites: 1,
    gateways,
    people: figures?.people ?? 0,
    devices: figures?.devices ?? 0,
    sessions: figures?.sessions ?? 0,
    seconds: figures?.seconds ?? 0,
    octetsIn: figures?.octetsIn ?? 0,
    octetsOut: figures?.octetsOut ?? 0,
    serviceOpenings: figures?.serviceOpenings ?? 0,
  }
}

function communeUsage(
  commune: { readonly id: string; readonly name: string },
  siteUsages: readonly SiteUsage[],
  heads: Heads = { people: 0, devices: 0 },
): CommuneUsage {
  return { ...commune, ...added(siteUsages), ...heads, siteUsages }
}

/** What sums: everything but people and devices, who may be at several sites. */
function added(lines: readonly Usage[]): Omit<Usage, keyof Heads> {
  const sum = (figure: keyof Usage) => lines.reduce((total, line) => total + line[figure], 0)
  return {
    sites: sum('sites'),
    gateways: sum('gateways'),
    sessions: sum('sessions'),
    seconds: sum('seconds'),
    octetsIn: sum('octetsIn'),
    octetsOut: sum('octetsOut'),
    serviceOpenings: sum('serviceOpenings'),
  }
}

function countBy<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1)
  return counts
}

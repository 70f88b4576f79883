import { type Month, monthBounds } from '#src/kernel/period.ts'
import { seedCommunes, seedSites } from '#src/places/place-seed.ts'
import type { SiteUsage, Usage, UsageReport } from '#src/reports/usage.ts'

const NOTHING: Usage = {
  sites: 0,
  gateways: 0,
  people: 0,
  devices: 0,
  sessions: 0,
  seconds: 0,
  octetsIn: 0,
  octetsOut: 0,
  serviceOpenings: 0,
}

/** A month as `reports` would make it, with figures that look like a city's. */
export function usageReport(month: Month, now: number): UsageReport {
  const lines = seedSites({ isDemo: true }).map((site, i) => ({
    site,
    usage: siteUsage(site, i + 1),
  }))
  const communes = seedCommunes().map(({ id, fullName }) => {
    const siteUsages = lines.filter(({ site }) => site.commune === id).map(({ usage }) => usage)
    return { ...sum(siteUsages), id, name: fullName, siteUsages }
  })
  return {
    month,
    ...monthBounds(month),
    madeAt: now,
    isPartial: true,
    hasDemo: true,
    communes,
    elsewhere: undefined,
    total: sum(communes),
  }
}

function siteUsage({ id, name }: { id: string; name: string }, n: number): SiteUsage {
  return {
    id,
    name,
    isDemo: true,
    sites: 1,
    gateways: (n % 3) + 1,
    people: 140 * n,
    devices: 171 * n,
    sessions: 603 * n,
    seconds: 1_203_000 * n,
    octetsIn: 8.1e9 * n,
    octetsOut: 9.7e10 * n,
    serviceOpenings: 12 * n,
  }
}

function sum(lines: readonly Usage[]): Usage {
  const keys = Object.keys(NOTHING) as (keyof Usage)[]
  const total = (key: keyof Usage) => lines.reduce((all, line) => all + line[key], 0)
  return Object.fromEntries(keys.map((key) => [key, total(key)])) as Usage
}

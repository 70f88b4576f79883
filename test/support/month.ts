import { parseMonth } from '#src/kernel/period.ts'
import { seedCommunes, seedSites } from '#src/places/place-seed.ts'
import { usageOf } from '#src/reports/usage.ts'
import { UsageReportStore } from '#src/reports/usage-store.ts'
import type { openTestLedger } from './ledger.ts'

export const NOVEMBER = parseMonth('2026-11') as NonNullable<ReturnType<typeof parseMonth>>

/** The seed's thirty places, as the demo has them. */
export const DEMO_SITES = seedSites({ isDemo: true })

/** November's report of a ledger, over the seed's communes and demo sites, one gateway a site. */
export function novemberOf({ database }: Pick<ReturnType<typeof openTestLedger>, 'database'>) {
  return usageOf(
    NOVEMBER,
    {
      places: { communes: seedCommunes, sites: () => DEMO_SITES },
      gateways: { all: () => DEMO_SITES.map(({ id }) => ({ site: id })) },
      figures: new UsageReportStore(database),
    },
    Date.parse('2026-12-01T02:05:00Z'),
  )
}

import { monthOf, parseMonth } from '#src/kernel/period.ts'
import { usageOf } from '#src/reports/usage.ts'
import { parseUsageFormat, USAGE_DOCUMENTS } from '#src/reports/usage-documents.ts'
import { UsageReportStore } from '#src/reports/usage-store.ts'
import { atHome } from './at-home.ts'
import { type Command, parsed } from './command.ts'

const FORMAT_NAMES = Object.keys(USAGE_DOCUMENTS).join(', ')

export const reportUsage: Command = {
  name: 'report usage',
  about: 'A month’s usage by commune and place, on the output. It names nobody.',
  flags: {
    period: { value: 'YYYY-MM', about: 'a calendar month in Việt Nam (this one)' },
    format: { value: 'FORMAT', about: `${FORMAT_NAMES} (csv)` },
  },
  run: (given, shell) =>
    atHome(shell, ({ database, places, gateways, clock }) => {
      const month = parsed(given, 'period', parseMonth, 'a month such as 2026-11')
      const format = parsed(given, 'format', parseUsageFormat, `one of ${FORMAT_NAMES}`) ?? 'csv'
      const figures = new UsageReportStore(database)
      const report = usageOf(month ?? monthOf(clock()), { places, gateways, figures }, clock())
      shell.out(USAGE_DOCUMENTS[format](report))
      return 0
    }),
}

import { monthOf, parseMonth } from '#src/kernel/period.ts'
import { type UsageReport, usageOf } from '#src/reports/usage.ts'
import { usageCsv } from '#src/reports/usage-csv.ts'
import { usageHtml } from '#src/reports/usage-html.ts'
import { usageJson } from '#src/reports/usage-json.ts'
import { UsageReportStore } from '#src/reports/usage-store.ts'
import { atHome } from './at-home.ts'
import { type Command, parsed } from './command.ts'

type Format = (report: UsageReport) => string

const FORMATS: Readonly<Record<string, Format>> = {
  csv: usageCsv,
  html: usageHtml,
  json: usageJson,
}
const FORMAT_NAMES = Object.keys(FORMATS).join(', ')

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
      const render = parsed(given, 'format', formatNamed, `one of ${FORMAT_NAMES}`) ?? usageCsv
      const figures = new UsageReportStore(database)
      shell.out(render(usageOf(month ?? monthOf(clock()), { places, gateways, figures }, clock())))
      return 0
    }),
}

function formatNamed(text: string): Format | undefined {
  return Object.hasOwn(FORMATS, text) ? FORMATS[text] : undefined
}

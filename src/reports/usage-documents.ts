import type { UsageReport } from './usage.ts'
import { usageCsv } from './usage-csv.ts'
import { usageHtml } from './usage-html.ts'
import { usageJson } from './usage-json.ts'

/** The forms a month's report can be kept in. */
export type UsageFormat = 'csv' | 'html' | 'json'

/** How each is written: whoever offers the report, on a page or a command line, offers these. */
export const USAGE_DOCUMENTS: Readonly<Record<UsageFormat, (report: UsageReport) => string>> = {
  csv: usageCsv,
  html: usageHtml,
  json: usageJson,
}

/** The format by that name, or nothing. */
export function parseUsageFormat(input: unknown): UsageFormat | undefined {
  return typeof input === 'string' && Object.hasOwn(USAGE_DOCUMENTS, input)
    ? (input as UsageFormat)
    : undefined
}

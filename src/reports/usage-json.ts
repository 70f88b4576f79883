import type { UsageReport } from './usage.ts'

/** The report as JSON: the model as it is, times as RFC 3339 in UTC, seconds and octets as numbers. */
export function usageJson({ from, to, madeAt, ...report }: UsageReport): string {
  const times = { from: iso(from), to: iso(to), madeAt: iso(madeAt) }
  return `${JSON.stringify({ ...times, ...report, elsewhere: report.elsewhere ?? null }, null, 2)}\n`
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

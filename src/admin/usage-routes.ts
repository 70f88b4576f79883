import { type Month, monthOf, parseMonth } from '#src/kernel/period.ts'
import { parseUsageFormat, type UsageFormat } from '#src/reports/usage-documents.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import { usagePage } from './usage-views.ts'

const TYPES: Readonly<Record<UsageFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
}

/** The printable report brings its own style and nothing that runs. */
const DOCUMENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The month's usage: to read, and to keep as CSV, JSON or a page to print. */
export const USAGE_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/usage', async ({ c, ports, voice, page, note }) => {
    const asked = c.req.query('month')
    const month = asked === undefined || asked === '' ? monthOf(ports.clock()) : parseMonth(asked)
    if (!month) return note('badMonth', 422)
    return page(usagePage(voice, await ports.usage.of(month)))
  }),

  forRole('viewer', 'GET', '/usage/:file', document),
]

async function document({ c, ports, note }: OfficerVisit): Promise<Response> {
  const wanted = readFileName(c.req.param('file') ?? '')
  if (!wanted) return note('notFound', 404)
  const { month, format } = wanted
  const disposition =
    format === 'html' ? 'inline' : `attachment; filename="phu-song-${month}.${format}"`
  return c.body(await ports.usage.document(month, format), 200, {
    'Content-Type': TYPES[format],
    'Content-Disposition': disposition,
    'Content-Security-Policy': DOCUMENT_POLICY,
  })
}

/** `2026-11.csv` */
function readFileName(file: string): { month: Month; format: UsageFormat } | undefined {
  const [name, extension, ...rest] = file.split('.')
  const [month, format] = [parseMonth(name), parseUsageFormat(extension)]
  return month && format && rest.length === 0 ? { month, format } : undefined
}

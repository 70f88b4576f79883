import type { Form } from '#src/http/form.ts'
import { DAY } from '#src/kernel/clock.ts'
import type { BatchDraft } from '#src/vouchers/voucher-store.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import { type OrderFaults, sheetPage, voucherBatchPage, vouchersPage } from './voucher-views.ts'

/** More are issued in several batches: a sheet of this many is 25 pages. */
const COUNT_MAX = 500
const DAYS_MAX = 366
const NOTE_LENGTH_MAX = 200

/** Access codes on paper: issued in batches, printed, counted. */
export const VOUCHER_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/vouchers', async ({ ports, voice, officer, page }) => {
    const [batches, plans] = await Promise.all([ports.vouchers.batches(), ports.plans.list()])
    return page(vouchersPage(voice, { batches, plans, role: officer.role }))
  }),

  forRole('operator', 'POST', '/vouchers', issue),

  forRole('operator', 'GET', '/vouchers/:batch', async (visit) => {
    const sheet = await sheetOf(visit)
    return sheet ? visit.page(voucherBatchPage(visit.voice, sheet)) : visit.note('notFound', 404)
  }),

  forRole('operator', 'GET', '/vouchers/:batch/sheet', async (visit) => {
    const sheet = await sheetOf(visit)
    if (!sheet) return visit.note('notFound', 404)
    return visit.fragment(sheetPage(visit.voice, sheet, visit.ports.voucherLink))
  }),
]

async function issue(visit: OfficerVisit): Promise<Response> {
  const { ports, voice, officer, page, goTo } = visit
  const form = await visit.form()
  const plans = await ports.plans.list()
  const typed = {
    plan: form.text('plan'),
    count: form.text('count'),
    days: form.text('days'),
    note: form.text('note'),
  }
  const faults = faultsOf(form, new Set(plans.map(({ id }) => id)))
  if (Object.keys(faults).length > 0) {
    const batches = await ports.vouchers.batches()
    return page(vouchersPage(voice, { batches, plans, role: officer.role, typed, faults }), 422)
  }
  const order: BatchDraft = {
    plan: typed.plan,
    count: Number(typed.count),
    note: typed.note,
    issuedBy: officer.id,
    expiresAt: ports.clock() + Number(typed.days) * DAY,
  }
  const { batch } = await ports.audited(
    officer.id,
    () => ports.vouchers.issue(order),
    (sheet) => ({
      action: 'voucher.issued',
      subject: String(sheet.batch.id),
      detail: { plan: order.plan, count: order.count },
    }),
  )
  return goTo(`/vouchers/${batch.id}`, 'vouchersIssued')
}

function faultsOf({ text }: Form, plans: ReadonlySet<string>): OrderFaults {
  return {
    ...(plans.has(text('plan')) ? {} : { plan: true }),
    ...(isWithin(text('count'), COUNT_MAX) ? {} : { count: COUNT_MAX }),
    ...(isWithin(text('days'), DAYS_MAX) ? {} : { days: DAYS_MAX }),
    ...(text('note').length <= NOTE_LENGTH_MAX ? {} : { note: NOTE_LENGTH_MAX }),
  }
}

function isWithin(typed: string, max: number): boolean {
  return /^\d{1,6}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= max
}

async function sheetOf({ c, ports }: OfficerVisit) {
  const batch = Number(c.req.param('batch'))
  return Number.isSafeInteger(batch) ? await ports.vouchers.sheet(batch) : undefined
}

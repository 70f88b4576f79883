import { isPartial } from '#src/http/htmx.ts'
import type { Plan } from '#src/plans/plan.ts'
import { planDifference, planSaid } from '#src/plans/plan-difference.ts'
import { fieldsOfPlan, PLAN_FIELDS, type PlanReading, parsePlan } from '#src/plans/plan-form.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import { type PlanForm, planForm, planMeaning, planRemovalPage } from './plan-form-views.ts'
import { plansPage } from './plan-views.ts'

/** A new plan begins as the usual one: less to type, and nothing forgotten. */
const FRESH = { sessionMinutes: '120', idleMinutes: '10', interimSeconds: '300' }

/** What people may use. Everybody of the console sees it; administrators decide it. */
export const PLAN_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/plans', async ({ ports, voice, officer, page }) =>
    page(plansPage(voice, await ports.plans.list(), officer.role)),
  ),

  forRole('admin', 'GET', '/plans/new', ({ voice, page }) =>
    page(planForm(voice, { typed: FRESH })),
  ),

  forRole('admin', 'POST', '/plans', (visit) => save(visit, undefined)),

  forRole('admin', 'GET', '/plans/:plan', async (visit) => {
    const plan = await found(visit)
    if (!plan) return visit.note('notFound', 404)
    return visit.page(planForm(visit.voice, { plan, typed: fieldsOfPlan(plan) }))
  }),

  forRole('admin', 'POST', '/plans/:plan', async (visit) => {
    const plan = await found(visit)
    return plan ? save(visit, plan) : visit.note('notFound', 404)
  }),

  forRole('admin', 'GET', '/plans/:plan/removal', async (visit) => {
    const plan = await found(visit)
    return plan ? visit.page(planRemovalPage(visit.voice, plan)) : visit.note('notFound', 404)
  }),

  forRole('admin', 'POST', '/plans/:plan/removal', remove),
]

async function found({ c, ports }: OfficerVisit): Promise<Plan | undefined> {
  return (await ports.plans.list()).find(({ id }) => id === c.req.param('plan'))
}

/** Adds a plan or changes `plan`; asked for a preview, it only says what the fields would mean. */
async function save(visit: OfficerVisit, plan: Plan | undefined): Promise<Response> {
  const { c, voice, page, fragment } = visit
  const { text } = await visit.form()
  const typed = Object.fromEntries(PLAN_FIELDS.map((field) => [field, text(field)]))
  if (plan) typed['id'] = plan.id
  const reading = parsePlan(typed)
  if (text('preview') !== '') {
    if (isPartial(c)) return fragment(planMeaning(voice, reading))
    return page(planForm(voice, formOf(plan, typed, reading)))
  }
  if (reading.kind === 'faulty') return page(planForm(voice, formOf(plan, typed, reading)), 422)
  return plan ? change(visit, reading.plan) : add(visit, reading.plan, typed)
}

function formOf(plan: Plan | undefined, typed: PlanForm['typed'], reading: PlanReading): PlanForm {
  const faults = reading.kind === 'faulty' ? { faults: reading.faults } : {}
  return { typed, ...(plan ? { plan } : {}), ...faults }
}

async function add(visit: OfficerVisit, plan: Plan, typed: PlanForm['typed']): Promise<Response> {
  const { ports, voice, officer, page, goTo } = visit
  const isAdded = await ports.audited(
    officer.id,
    () => ports.plans.add(plan),
    (done) =>
      done ? { action: 'plan.added', subject: plan.id, detail: planSaid(plan) } : undefined,
  )
  if (isAdded) return goTo('/plans', 'planAdded')
  return page(planForm(voice, { typed, isTaken: true }), 409)
}

async function change({ ports, officer, goTo, note }: OfficerVisit, plan: Plan): Promise<Response> {
  const before = await ports.audited(
    officer.id,
    () => ports.plans.change(plan),
    (was) => was && { action: 'plan.changed', subject: plan.id, detail: planDifference(was, plan) },
  )
  return before ? goTo('/plans', 'planChanged') : note('notFound', 404)
}

async function remove(visit: OfficerVisit): Promise<Response> {
  const { ports, voice, officer, page, goTo, note } = visit
  const plan = await found(visit)
  if (!plan) return note('notFound', 404)
  const removal = await ports.audited(
    officer.id,
    () => ports.plans.remove(plan.id),
    (came) =>
      came.kind === 'removed'
        ? { action: 'plan.removed', subject: plan.id, detail: planSaid(came.plan) }
        : undefined,
  )
  switch (removal.kind) {
    case 'removed':
      return goTo('/plans', 'planRemoved')
    case 'unknown':
      return note('notFound', 404)
    case 'public':
    case 'promised':
      return page(planRemovalPage(voice, plan, removal), 409)
  }
}

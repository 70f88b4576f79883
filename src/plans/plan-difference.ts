import type { Plan } from './plan.ts'
import { fieldsOfPlan, PLAN_FIELDS, type PlanField } from './plan-form.ts'

/** What a plan says, field by field, for the audit trail: it can be typed in again from there. */
export function planSaid(plan: Plan): Readonly<Record<string, string>> {
  const { id: _, ...fields } = fieldsOfPlan(plan)
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
}

/** Each field that is another now, as it was and as it is: `480 → 300`; unlimited is `∞`. */
export function planDifference(was: Plan, is: Plan): Readonly<Record<string, string>> {
  const [before, after] = [fieldsOfPlan(was), fieldsOfPlan(is)]
  const isOther = (field: PlanField) => before[field] !== after[field]
  const said = (text: string) => (text === '' ? '∞' : text)
  return Object.fromEntries(
    PLAN_FIELDS.filter(isOther).map((field) => [
      field,
      `${said(before[field])} → ${said(after[field])}`,
    ]),
  )
}

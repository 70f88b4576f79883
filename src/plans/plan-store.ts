import type { Collection } from '#src/store/collection.ts'
import { type Plan, PUBLIC_PLAN } from './plan.ts'

/** What came of removing a plan. */
export type PlanRemoval =
  | { readonly kind: 'removed'; readonly plan: Plan }
  | { readonly kind: 'unknown' }
  /** Everybody starts on it, and whoever's plan is gone falls back to it. */
  | { readonly kind: 'public' }
  /** Vouchers that promise it are still good. */
  | { readonly kind: 'promised'; readonly vouchers: number }

/** The plans officers keep. */
export class PlanStore {
  readonly #plans: Collection<Plan>

  constructor(plans: Collection<Plan>) {
    this.#plans = plans
  }

  /** Grows by one with every change of any plan: whoever follows them compares it. */
  get generation(): number {
    return this.#plans.generation
  }

  find(id: string): Plan | undefined {
    return this.#plans.find(id)
  }

  all(): Plan[] {
    return this.#plans.all()
  }

  /** Adds a plan that `parsePlan` has read; false when there is one of that id. */
  add(plan: Plan): boolean {
    return this.#plans.update(plan.id, (existing) =>
      existing ? { value: false } : { row: plan, value: true },
    )
  }

  /** Changes the plan of that id and gives it as it was; nothing when there is none. */
  change(plan: Plan): Plan | undefined {
    return this.#plans.update(plan.id, (existing) =>
      existing ? { row: plan, value: existing } : { value: undefined },
    )
  }

  /** Removes a plan. `promised` counts the vouchers that can still be brought for it. */
  remove(id: string, promised: (id: string) => number): PlanRemoval {
    return this.#plans.update<PlanRemoval>(id, (existing) => {
      if (!existing) return { value: { kind: 'unknown' } }
      if (id === PUBLIC_PLAN.id) return { value: { kind: 'public' } }
      const vouchers = promised(id)
      if (vouchers > 0) return { value: { kind: 'promised', vouchers } }
      return { row: null, value: { kind: 'removed', plan: existing } }
    })
  }
}

/** The plan by that name; one that officers have since removed leaves its people the public plan. */
export function planNamed(plans: Pick<PlanStore, 'find'>, id: string): Plan {
  return plans.find(id) ?? plans.find(PUBLIC_PLAN.id) ?? PUBLIC_PLAN
}

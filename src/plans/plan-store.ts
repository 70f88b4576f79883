import type { Collection } from '#src/store/collection.ts'
import type { Plan } from './plan.ts'

/** The plans officers keep. */
export class PlanStore {
  readonly #plans: Collection<Plan>

  constructor(plans: Collection<Plan>) {
    this.#plans = plans
  }

  find(id: string): Plan | undefined {
    return this.#plans.find(id)
  }

  all(): Plan[] {
    return this.#plans.all()
  }
}

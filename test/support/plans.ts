import type { AdminPorts } from '#src/admin/ports.ts'
import { type Plan, PUBLIC_PLAN } from '#src/plans/plan.ts'

/** A plan with every limit there is. */
export const GUESTS: Plan = {
  ...PUBLIC_PLAN,
  id: 'guests',
  name: { vi: 'Khách du lịch', en: 'Summer guests' },
  sessionMegabytes: 500,
  monthMinutes: 6_000,
  monthMegabytes: 30_000,
  devices: 3,
  atLimit: { slowUpKbps: 128, slowDownKbps: 512 },
}

/** Two plans that can be changed; vouchers still promise nothing. */
export function fakePlans(): AdminPorts['plans'] {
  const plans = new Map([PUBLIC_PLAN, GUESTS].map((plan) => [plan.id, plan]))
  return {
    list: async () => [...plans.values()],
    add: (plan) => !plans.has(plan.id) && plans.set(plan.id, plan).size > 0,
    change: (plan) => {
      const was = plans.get(plan.id)
      if (was) plans.set(plan.id, plan)
      return was
    },
    remove: (id) => {
      const plan = plans.get(id)
      if (!plan) return { kind: 'unknown' }
      if (id === PUBLIC_PLAN.id) return { kind: 'public' }
      plans.delete(id)
      return { kind: 'removed', plan }
    },
  }
}

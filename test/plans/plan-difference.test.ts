import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { planDifference, planSaid } from '#src/plans/plan-difference.ts'
import { parsePlan } from '#src/plans/plan-form.ts'

const Differences = suite('plans/plan-difference')

Differences('says all of a plan, so that it can be read in again', () => {
  const fields = { id: 'public', ...planSaid(PUBLIC_PLAN) }
  assert.equal(parsePlan(fields), { kind: 'plan', plan: PUBLIC_PLAN })
})

Differences('says only what is another, unlimited as ∞', () => {
  assert.equal(planDifference(PUBLIC_PLAN, PUBLIC_PLAN), {})
  const { dayMinutes: _, ...rest } = PUBLIC_PLAN
  assert.equal(planDifference(PUBLIC_PLAN, { ...rest, devices: 2 }), {
    dayMinutes: '480 → ∞',
    devices: '∞ → 2',
  })
})

Differences.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Plan, PUBLIC_PLAN, planSchema } from '#src/plans/plan.ts'
import { PlanStore } from '#src/plans/plan-store.ts'
import { Collection } from '#src/store/collection.ts'
import { openTestStore } from '#test/house.ts'

const GUESTS: Plan = { ...PUBLIC_PLAN, id: 'guests', sessionMinutes: 60 }

function open() {
  const store = openTestStore()
  const rows = new Collection<Plan>(store.folder, 'plans', planSchema, store.database)
  rows.addMissing([PUBLIC_PLAN])
  return { plans: new PlanStore(rows), [Symbol.dispose]: () => store[Symbol.dispose]() }
}

const Plans = suite('plans/plan-store')

Plans('adds a plan once', () => {
  using house = open()
  assert.is(house.plans.add(GUESTS), true)
  assert.is(house.plans.add({ ...GUESTS, sessionMinutes: 5 }), false)
  assert.is(house.plans.find('guests')?.sessionMinutes, 60)
})

Plans('gives a changed plan as it was', () => {
  using house = open()
  house.plans.add(GUESTS)
  assert.equal(house.plans.change({ ...GUESTS, sessionMinutes: 30 }), GUESTS)
  assert.is(house.plans.find('guests')?.sessionMinutes, 30)
  assert.is(house.plans.change({ ...GUESTS, id: 'nobody' }), undefined)
  assert.is(house.plans.find('nobody'), undefined)
})

Plans('removes no plan that somebody was promised, nor the one everybody starts on', () => {
  using house = open()
  house.plans.add(GUESTS)
  assert.equal(
    house.plans.remove('guests', () => 3),
    { kind: 'promised', vouchers: 3 },
  )
  assert.equal(
    house.plans.remove('public', () => 0),
    { kind: 'public' },
  )
  assert.equal(
    house.plans.remove('nobody', () => 0),
    { kind: 'unknown' },
  )
  assert.equal(
    house.plans.remove('guests', () => 0),
    { kind: 'removed', plan: GUESTS },
  )
  assert.equal(house.plans.all(), [PUBLIC_PLAN])
})

Plans.run()

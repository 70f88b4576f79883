import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { en } from '#src/admin/locales/en.ts'
import { vi } from '#src/admin/locales/vi.ts'
import { type Plan, PUBLIC_PLAN, planSchema } from '#src/plans/plan.ts'
import { fieldsOfPlan, PLAN_FIELDS, type PlanFaults, parsePlan } from '#src/plans/plan-form.ts'

const GOOD = fieldsOfPlan({
  ...PUBLIC_PLAN,
  id: 'khach',
  sessionMegabytes: 500,
  monthMinutes: 6000,
  monthMegabytes: 30_000,
  devices: 3,
  atLimit: { slowUpKbps: 256, slowDownKbps: 512 },
})

function faultsOf(fields: Partial<typeof GOOD>): PlanFaults {
  const reading = parsePlan({ ...GOOD, ...fields })
  return reading.kind === 'faulty' ? reading.faults : {}
}

const Form = suite('plans/plan-form')

Form('reads a plan whole, and writes what it reads again', () => {
  const reading = parsePlan(GOOD)
  assert.ok(reading.kind === 'plan')
  const { plan } = reading
  assert.equal(plan, {
    ...PUBLIC_PLAN,
    id: 'khach',
    sessionMegabytes: 500,
    monthMinutes: 6000,
    monthMegabytes: 30_000,
    devices: 3,
    atLimit: { slowUpKbps: 256, slowDownKbps: 512 },
  })
  assert.equal(v.parse(planSchema, plan), plan)
  assert.equal(fieldsOfPlan(plan), GOOD)
})

Form('takes what is empty as unlimited, and no slow rate as an end', () => {
  const bare = Object.fromEntries(PLAN_FIELDS.map((field) => [field, '']))
  const { sessionMinutes, idleMinutes, interimSeconds, id, nameVi, nameEn } = GOOD
  const reading = parsePlan({
    ...bare,
    id,
    nameVi,
    nameEn,
    sessionMinutes,
    idleMinutes,
    interimSeconds,
  })
  assert.equal(reading, {
    kind: 'plan',
    plan: {
      id: 'khach',
      name: PUBLIC_PLAN.name,
      sessionMinutes: 120,
      idleMinutes: 10,
      interimSeconds: 300,
    } satisfies Plan,
  })
})

Form('reads thousands as people part them', () => {
  for (const dayMegabytes of ['2000', '2.000', '2,000', '2 000', ' 2000 ']) {
    const reading = parsePlan({ ...GOOD, dayMegabytes })
    assert.is(reading.kind === 'plan' && reading.plan.dayMegabytes, 2000)
  }
})

const cases: readonly (readonly [Partial<typeof GOOD>, PlanFaults])[] = [
  [{ id: 'Khách' }, { id: 'slug' }],
  [{ nameVi: ' ' }, { nameVi: 'name' }],
  [{ nameEn: 'x'.repeat(61) }, { nameEn: 'name' }],
  [{ sessionMinutes: '' }, { sessionMinutes: 'required' }],
  [{ interimSeconds: '' }, { interimSeconds: 'required' }],
  [{ devices: '0' }, { devices: 'figure' }],
  [{ devices: '-1' }, { devices: 'figure' }],
  [{ devices: '1.5' }, { devices: 'figure' }],
  [{ dayMegabytes: '2.0000' }, { dayMegabytes: 'figure' }],
  [{ monthMegabytes: '10000001' }, { monthMegabytes: 'figure' }],
  [{ interimSeconds: '59' }, { interimSeconds: 'interim' }],
  [{ interimSeconds: '3601' }, { interimSeconds: 'interim' }],
  [{ sessionMinutes: '481' }, { sessionMinutes: 'above-day' }],
  [{ dayMinutes: '', sessionMinutes: '6001' }, { sessionMinutes: 'above-month' }],
  [{ dayMegabytes: '30001' }, { dayMegabytes: 'above-month' }],
  [{ upKbps: '' }, { upKbps: 'one-rate' }],
  [{ slowDownKbps: '' }, { slowDownKbps: 'one-rate' }],
  [{ slowDownKbps: '10000' }, { slowDownKbps: 'not-slower' }],
  [{ slowUpKbps: '9000' }, { slowUpKbps: 'not-slower' }],
  [
    {
      sessionMegabytes: '',
      dayMinutes: '',
      dayMegabytes: '',
      monthMinutes: '',
      monthMegabytes: '',
    },
    { slowDownKbps: 'no-limit' },
  ],
]

for (const [fields, faults] of cases) {
  Form(`tells what is wrong with ${JSON.stringify(fields)}`, () => {
    assert.equal(faultsOf(fields), faults)
    for (const fault of Object.values(faults))
      for (const { planFaults } of [vi, en]) assert.ok(planFaults[fault].length > 0)
  })
}

Form('tells everything that is wrong at once', () => {
  assert.equal(faultsOf({ id: '', nameVi: '', sessionMinutes: '9999', devices: 'x' }), {
    id: 'slug',
    nameVi: 'name',
    sessionMinutes: 'above-day',
    devices: 'figure',
  })
})

Form.run()

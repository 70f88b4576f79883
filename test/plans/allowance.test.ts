import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Used } from '#src/kernel/usage.ts'
import { allowance } from '#src/plans/allowance.ts'
import { type Plan, PUBLIC_PLAN } from '#src/plans/plan.ts'

const NONE: Used = { seconds: 0, octets: 0 }
const SLOWING: Plan = {
  ...PUBLIC_PLAN,
  monthMegabytes: 20_000,
  atLimit: { slowUpKbps: 256, slowDownKbps: 512 },
}

const Allowance = suite('plans/allowance')

Allowance('gives a fresh day the plan’s own session', () => {
  assert.equal(allowance(PUBLIC_PLAN, { day: NONE, month: NONE }), {
    kind: 'open',
    limits: {
      sessionSeconds: 7200,
      idleSeconds: 600,
      interimSeconds: 300,
      rate: { upKbps: 5000, downKbps: 10_000 },
      octets: 2_000_000_000,
    },
  })
})

Allowance('leaves unlimited what the plan does not limit', () => {
  const { dayMinutes: _, dayMegabytes: __, upKbps: ___, ...open } = PUBLIC_PLAN
  const used = { seconds: 1e9, octets: 1e15 }
  assert.equal(allowance(open, { day: used, month: used }), {
    kind: 'open',
    limits: { sessionSeconds: 7200, idleSeconds: 600, interimSeconds: 300 },
  })
})

Allowance('gives the least of session, day and month', () => {
  const plan = { ...PUBLIC_PLAN, sessionMegabytes: 900, monthMinutes: 1000, monthMegabytes: 9000 }
  const given = allowance(plan, {
    day: { seconds: 3600, octets: 0 },
    month: { seconds: 1000 * 60 - 90, octets: 8_500_000_000 },
  })
  assert.ok(given.kind === 'open')
  assert.is(given.limits.sessionSeconds, 90)
  assert.is(given.limits.octets, 500_000_000)

  const fresh = allowance(plan, { day: NONE, month: NONE }, 45)
  assert.is(fresh.kind === 'open' && fresh.limits.octets, 900_000_000)
  assert.is(fresh.kind === 'open' && fresh.limits.sessionSeconds, 45)
})

Allowance('names the limit that comes back last', () => {
  const plan = { ...PUBLIC_PLAN, monthMinutes: 1000 }
  const used = { seconds: 1000 * 60, octets: 1e10 }
  assert.is(allowance(plan, { day: used, month: used }).kind, 'month-time-spent')
  assert.is(allowance(plan, { day: used, month: NONE }).kind, 'time-spent')
  assert.is(allowance(plan, { day: { ...NONE, octets: 2e9 }, month: NONE }).kind, 'data-spent')
})

Allowance('slows down at a limit where the plan says so, and gives no quota to end at', () => {
  const fresh = allowance(SLOWING, { day: NONE, month: NONE })
  assert.equal(fresh, {
    kind: 'open',
    limits: {
      sessionSeconds: 7200,
      idleSeconds: 600,
      interimSeconds: 300,
      rate: { upKbps: 5000, downKbps: 10_000 },
    },
  })
  const day = { seconds: 0, octets: 2_000_000_000 }
  assert.equal(allowance(SLOWING, { day, month: day }), {
    kind: 'open',
    limits: {
      sessionSeconds: 7200,
      idleSeconds: 600,
      interimSeconds: 300,
      rate: { upKbps: 256, downKbps: 512 },
    },
    slowedBy: 'data-spent',
  })
})

const figure = fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined })
const plans = fc
  .record({
    dayMinutes: figure,
    dayMegabytes: figure,
    monthMinutes: figure,
    monthMegabytes: figure,
    sessionMegabytes: figure,
    slows: fc.boolean(),
  })
  .map(({ slows, ...limits }): Plan => {
    const given = Object.entries(limits).filter(([, limit]) => limit !== undefined)
    const atLimit = slows ? { atLimit: { slowUpKbps: 1, slowDownKbps: 2 } } : {}
    const { dayMinutes: _, dayMegabytes: __, ...bare } = PUBLIC_PLAN
    return { ...bare, ...Object.fromEntries(given), ...atLimit }
  })
const used = fc.record({ seconds: fc.nat(400_000), octets: fc.nat(6_000_000_000) })
const uses = fc.record({ day: used, month: used })

Allowance('never gives more than is left of anything, nor a limit below 1', () => {
  fc.assert(
    fc.property(plans, uses, fc.integer({ min: 1, max: 90_000 }), (plan, use, secondsOpen) => {
      const given = allowance(plan, use, secondsOpen)
      if (given.kind !== 'open') return
      const { sessionSeconds, octets = 1 } = given.limits
      assert.ok(sessionSeconds >= 1 && octets >= 1)
      assert.ok(sessionSeconds <= secondsOpen)
      if (plan.atLimit !== undefined) return
      assert.ok(sessionSeconds + use.day.seconds <= (plan.dayMinutes ?? Infinity) * 60)
      assert.ok(sessionSeconds + use.month.seconds <= (plan.monthMinutes ?? Infinity) * 60)
      assert.ok(octets + use.day.octets <= (plan.dayMegabytes ?? Infinity) * 1e6)
      assert.ok(octets + use.month.octets <= (plan.monthMegabytes ?? Infinity) * 1e6)
    }),
  )
})

Allowance('refuses exactly where something is used up, and never where it slows down', () => {
  fc.assert(
    fc.property(plans, uses, (plan, use) => {
      const isSpent =
        use.day.seconds >= (plan.dayMinutes ?? Infinity) * 60 ||
        use.month.seconds >= (plan.monthMinutes ?? Infinity) * 60 ||
        use.day.octets >= (plan.dayMegabytes ?? Infinity) * 1e6 ||
        use.month.octets >= (plan.monthMegabytes ?? Infinity) * 1e6
      const given = allowance(plan, use)
      if (plan.atLimit === undefined) assert.is(given.kind !== 'open', isSpent)
      else assert.is(given.kind === 'open' && given.slowedBy !== undefined, isSpent)
    }),
  )
})

Allowance.run()

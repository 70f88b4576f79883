import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { allowance, PUBLIC_PLAN } from '#src/plans/plan.ts'

const Plans = suite('plans/plan')

Plans('gives a fresh day the plan’s own session', () => {
  assert.equal(allowance(PUBLIC_PLAN, { seconds: 0, octets: 0 }), {
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

Plans('never gives more than what is left, and nothing when nothing is', () => {
  const used = fc.record({ seconds: fc.nat(40_000), octets: fc.nat(2_500_000_000) })
  fc.assert(
    fc.property(used, ({ seconds, octets }) => {
      const given = allowance(PUBLIC_PLAN, { seconds, octets })
      if (given.kind === 'time-spent') assert.ok(seconds >= 480 * 60)
      else if (given.kind === 'data-spent') assert.ok(octets >= 2_000_000_000)
      else {
        assert.ok(given.limits.sessionSeconds + seconds <= 480 * 60)
        assert.ok((given.limits.octets ?? 0) + octets <= 2_000_000_000)
        assert.ok(given.limits.sessionSeconds > 0 && (given.limits.octets ?? 0) > 0)
      }
    }),
  )
})

Plans('leaves unlimited what the plan does not limit', () => {
  const { dayMinutes: _, dayMegabytes: __, upKbps: ___, ...open } = PUBLIC_PLAN
  const given = allowance(open, { seconds: 1e9, octets: 1e15 })

  assert.equal(given, {
    kind: 'open',
    limits: { sessionSeconds: 7200, idleSeconds: 600, interimSeconds: 300 },
  })
})

Plans.run()

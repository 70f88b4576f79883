import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Enforcement } from '#src/enforcement/enforcement.ts'
import { DAY, HOUR, MINUTE, SECOND } from '#src/kernel/clock.ts'
import type { Limits } from '#src/kernel/limits.ts'
import { usedByNow } from '#src/sessions/unreported.ts'
import { MORNING, openEnforcedWorld, settled } from '#test/enforced.ts'

const SLOW = { atLimit: { slowUpKbps: 256, slowDownKbps: 512 } } as const

const Enforced = suite('enforcement/enforcement')

Enforced(
  'ends every session of a person, on every gateway, when their data is used up',
  async () => {
    using town = openEnforcedWorld()
    const [a, b] = [town.begin({ gateway: 'hg-1' }), town.begin({ gateway: 'hg-2' })]
    const other = town.begin({ person: 2 })
    town.report(a, 1_500_000_000)
    await town.look()
    assert.is(town.asked.length, 0)

    town.clock.advance(MINUTE)
    town.report(b, 500_000_000)
    await town.pass(SECOND)
    assert.equal(
      town.asked.map(({ what, session }) => [what, session]),
      [
        ['end', a],
        ['end', b],
      ],
    )
    assert.ok(town.isLive(other))
    assert.equal(town.audit[0], {
      at: town.asked[0]?.at,
      actor: 'system',
      action: 'session.ended-at-limit',
      subject: String(a),
      detail: { gateway: 'hg-1', reason: 'data-spent', answer: 'ack' },
    })
  },
)

Enforced('looks at nobody whose last session has ended, and at who has another', async () => {
  using town = openEnforcedWorld()
  const [a, b] = [town.begin({ person: 1 }), town.begin({ person: 2 })]
  town.begin({ person: 2, gateway: 'hg-2' })
  await town.look()
  assert.equal([...new Set(town.lookedAt.splice(0))], [1, 2])
  for (const id of [a, b]) town.lose(id)
  await town.look()
  assert.equal(town.lookedAt, [2])
})

Enforced('acts within five seconds of time running out, without waiting for a word', async () => {
  using town = openEnforcedWorld({ dayMinutes: 60 })
  const [a, b] = [town.begin(), town.begin({ gateway: 'hg-2' })]
  await town.look()
  // Two sessions use two seconds a second.
  await town.pass(30 * MINUTE - SECOND)
  assert.equal(town.asked, [])
  await town.pass(6 * SECOND)
  const late = town.asked.map(({ at }) => at - (MORNING + 30 * MINUTE))
  assert.is(late.length, 2)
  assert.ok(
    late.every((ms) => ms >= 0 && ms <= 5 * SECOND),
    `${late}`,
  )
  assert.not(town.isLive(a) || town.isLive(b))
})

Enforced('leaves a gateway two seconds to keep a limit it was told itself', async () => {
  using town = openEnforcedWorld({ dayMinutes: 60 })
  const id = town.begin()
  await town.pass(HOUR + SECOND)
  town.stop(id)
  await town.pass(MINUTE)
  assert.equal(town.asked, [])
})

Enforced('ends a session at its own time and data', async () => {
  using town = openEnforcedWorld({ sessionMinutes: 10, sessionMegabytes: 100 })
  const long = town.begin()
  const heavy = town.begin({ person: 2 })
  town.report(heavy, 100_000_000)
  await town.pass(10 * MINUTE + 5 * SECOND)
  assert.equal(
    town.audit.map(({ subject, detail }) => [Number(subject), detail['reason']]),
    [
      [heavy, 'session-data-spent'],
      [long, 'session-time-spent'],
    ],
  )
})

Enforced('ends what runs past closing, and past the end of what was granted', async () => {
  using town = openEnforcedWorld()
  const closesAt = MORNING + 20 * MINUTE
  town.world.opening = { isOpen: true, closesAt }
  town.begin()
  await town.look()
  await town.pass(20 * MINUTE)
  town.world.opening = { isOpen: false, opensAt: MORNING + DAY }
  await town.pass(3 * SECOND)
  assert.is(town.audit[0]?.detail['reason'], 'closed')

  town.world.opening = { isOpen: true, closesAt: Number.POSITIVE_INFINITY }
  town.world.expiresAt = town.clock() + MINUTE
  town.begin()
  await town.pass(MINUTE + 5 * SECOND)
  assert.is(town.audit[1]?.detail['reason'], 'grant-expired')
})

Enforced(
  'slows down where the plan says so, once, and gives the rate back after midnight',
  async () => {
    using town = openEnforcedWorld({ ...SLOW, sessionMinutes: 10_000 })
    const id = town.begin({ grant: 7 })
    town.report(id, 2_000_000_000)
    await town.pass(3 * MINUTE)
    town.report(id, 1_000_000)
    await town.pass(3 * MINUTE)
    assert.equal(
      town.audit.map(({ action, detail }) => [action, detail['reason']]),
      [['session.slowed', 'data-spent']],
    )
    assert.ok(town.slowed.has(7))

    const midnight = Date.parse('2026-11-22T17:00:00Z')
    town.clock.advance(midnight - town.clock() - SECOND)
    await town.pass(SECOND)
    assert.is(town.audit.length, 1)
    await town.pass(5 * SECOND)
    assert.is(town.audit[1]?.action, 'session.restored')
    assert.not(town.slowed.has(7))
    assert.ok(town.isLive(id))
  },
)

Enforced('gives limits that count from the session’s beginning', async () => {
  using town = openEnforcedWorld(SLOW)
  const given: Limits[] = []
  town.world.change = async (_, limits) => {
    given.push(limits)
    return { kind: 'ack' }
  }
  town.world.opening = { isOpen: true, closesAt: MORNING + 90 * MINUTE }
  const id = town.begin()
  town.clock.advance(30 * MINUTE)
  town.report(id, 3_000_000_000)
  await town.look()
  assert.equal(given, [
    {
      idleSeconds: 600,
      interimSeconds: 300,
      rate: { upKbps: 256, downKbps: 512 },
      sessionSeconds: 90 * 60,
    },
  ])
})

Enforced('looks at everybody when it starts', async () => {
  using town = openEnforcedWorld()
  const id = town.begin()
  town.report(id, 2e9)
  await new Enforcement(town.ports).look()
  await settled()
  assert.not(town.isLive(id))
})

Enforced('looks at everybody again when plans or places change', async () => {
  using town = openEnforcedWorld()
  const id = town.begin()
  town.report(id, 1_000_000_000)
  await town.pass(MINUTE)
  town.world.plan = { ...town.world.plan, dayMegabytes: 500 }
  await town.pass(SECOND)
  assert.equal(town.asked, [])
  town.world.rules = '2'
  await town.pass(SECOND)
  assert.not(town.isLive(id))
})

Enforced('a storm of crossings leaves other work its turns', async () => {
  using town = openEnforcedWorld()
  for (let n = 0; n < 2000; n++)
    town.report(town.begin({ person: 100 + n, gateway: `g-${n}` }), 2e9)
  let turns = 0
  let isOver = false
  const beside = (async () => {
    for (; !isOver; turns++) await new Promise((done) => setImmediate(done))
  })()
  await town.enforcement.look()
  isOver = true
  await beside
  assert.ok(turns >= 2000 / 64, `${turns} turns`)
})

Enforced('what is not known to be ours is left alone', async () => {
  using town = openEnforcedWorld()
  const ports = { ...town.ports, termsOf: () => undefined }
  const enforcement = new Enforcement(ports)
  town.report(town.begin({ person: undefined }), 9e9)
  town.report(town.begin(), 9e9)
  await enforcement.look()
  await settled()
  assert.equal(town.asked, [])
})

type Step = {
  readonly who: number
  readonly what: 'begin' | 'report' | 'stop' | 'wait'
  readonly octets: number
  readonly ms: number
}
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    who: fc.integer({ min: 0, max: 5 }),
    what: fc.constantFrom('begin', 'report', 'stop', 'wait'),
    octets: fc.integer({ min: 0, max: 60_000_000 }),
    ms: fc.integer({ min: SECOND, max: 200 * SECOND }),
  }),
  { maxLength: 40 },
)

async function take(town: ReturnType<typeof openEnforcedWorld>, { who, what, octets, ms }: Step) {
  const running = [...town.sessions.keys()].filter(town.isLive)
  const id = running[who % Math.max(1, running.length)]
  if (what === 'begin') town.begin({ person: 1 + (who % 2), gateway: `g-${who % 3}` })
  else if (what === 'wait') await town.pass(ms)
  else if (id !== undefined && what === 'report') town.report(id, octets)
  else if (id !== undefined) town.stop(id)
}

Enforced('lets nobody go on for more than five seconds past a limit that was told of', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      using town = openEnforcedWorld({ dayMinutes: 20, dayMegabytes: 100 })
      for (const step of taken) await take(town, step)
      await town.pass(5 * SECOND)
      for (const person of [1, 2]) {
        const live = town.ports.liveOfPerson(person)
        if (live.length === 0) continue
        const used = usedByNow(town.ports.used(person, town.clock()), live, town.clock()).day
        assert.ok(used.octets < 100_000_000)
        assert.ok(used.seconds <= 20 * 60 + 5 * live.length, `${used.seconds}`)
      }
    }),
    { numRuns: 60 },
  )
})

Enforced.run()

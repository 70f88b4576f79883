import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Enforcement, type EnforcementPorts } from '#src/enforcement/enforcement.ts'
import { MINUTE, SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { DynauthOutcome } from '#src/radius/message.ts'
import { openEnforcedWorld, settled } from '#test/enforced.ts'

const SLOW = { atLimit: { slowUpKbps: 256, slowDownKbps: 512 } } as const
const NO_CONTEXT: DynauthOutcome = { kind: 'nak', errorCause: 503 }

const Actions = suite('enforcement/action')

Actions(
  'ends what a gateway cannot change, so that it comes back with what it may have',
  async () => {
    using town = openEnforcedWorld(SLOW)
    town.world.change = async () => ({ kind: 'unsupported' })
    const a = town.begin()
    town.report(a, 2e9)
    await town.look()
    assert.not(town.isLive(a))

    town.world.change = async () => ({ kind: 'nak', errorCause: 401 })
    const b = town.begin()
    await town.pass(SECOND)
    assert.not(town.isLive(b))
    assert.equal(
      town.audit.map(({ action, detail }) => [action, detail['answer']]),
      [
        ['session.ended-at-limit', 'ack'],
        ['session.slowed', 'Unsupported-Attribute'],
        ['session.ended-at-limit', 'ack'],
      ],
    )
  },
)

Actions('RFC 5176 §3.5: closes the session that its gateway does not know (503)', async () => {
  using town = openEnforcedWorld()
  town.world.end = async () => NO_CONTEXT
  const id = town.begin()
  town.report(id, 2e9)
  await town.look()
  assert.not(town.isLive(id))
  assert.is(town.audit[0]?.detail['answer'], 'Session-Context-Not-Found')
  assert.equal(town.enforcement.unreachable(), [])
})

Actions(
  'tells of a gateway that is silent, tries again ever more rarely, and stops when it ends',
  async () => {
    using town = openEnforcedWorld({ sessionMinutes: 10_000 })
    town.world.end = async () => ({ kind: 'silent' })
    const id = town.begin({ gateway: 'hg-9' })
    town.report(id, 2e9)
    await town.look()
    const since = town.clock()
    assert.equal(town.enforcement.unreachable(), [
      { session: id, gateway: 'hg-9', since, says: 'silent' },
    ])
    await town.pass(30 * MINUTE)
    const gaps = town.asked.map(({ at }, i) =>
      Math.round((at - (town.asked[i - 1]?.at ?? since)) / SECOND),
    )
    assert.equal(gaps.slice(0, 6), [0, 30, 60, 120, 240, 480])
    assert.ok(
      gaps.slice(6).every((seconds) => seconds >= 590 && seconds <= 601),
      `${gaps}`,
    )
    assert.is(town.audit.length, town.asked.length)

    town.world.end = async () => {
      throw new Fault('network/unavailable', { says: 'no route' })
    }
    await town.pass(11 * MINUTE)
    assert.is(town.enforcement.unreachable()[0]?.since, since)
    assert.not.equal(town.enforcement.unreachable()[0]?.says, 'silent')

    town.stop(id)
    await settled()
    assert.equal(town.enforcement.unreachable(), [])
    const count = town.asked.length
    await town.pass(30 * MINUTE)
    assert.is(town.asked.length, count)
  },
)

Actions('waits a minute for the Stop that a gateway promised, then asks again', async () => {
  using town = openEnforcedWorld()
  let ends = 0
  const ports: EnforcementPorts = {
    ...town.ports,
    end: async () => {
      ends++
      return { kind: 'ack' }
    },
  }
  const enforcement = new Enforcement(ports)
  const id = town.begin()
  town.report(id, 2e9)
  for (let second = 0; second < 130; second++) {
    await enforcement.look()
    await settled()
    town.clock.advance(SECOND)
  }
  assert.is(ends, 3)
})

Actions('a silent gateway with many sessions holds up no other', async () => {
  using town = openEnforcedWorld()
  const silent = Promise.withResolvers<DynauthOutcome>()
  town.world.end = ({ gateway }) =>
    gateway === 'dead' ? silent.promise : Promise.resolve({ kind: 'ack' })
  for (let n = 0; n < 200; n++) town.report(town.begin({ person: 100 + n, gateway: 'dead' }), 2e9)
  const id = town.begin({ gateway: 'hg-2' })
  town.report(id, 2e9)
  await town.pass(SECOND)
  assert.not(town.isLive(id))
  assert.is(town.asked.filter(({ session }) => session !== id).length, 32)
  silent.resolve({ kind: 'silent' })
  await town.pass(SECOND)
  await settled()
  assert.is(town.enforcement.unreachable().length, 200)
})

Actions('does not call a session unreachable that ended while its gateway was asked', async () => {
  using town = openEnforcedWorld()
  const silent = Promise.withResolvers<DynauthOutcome>()
  town.world.end = () => silent.promise
  const id = town.begin()
  town.report(id, 2e9)
  await town.look()
  town.stop(id)
  silent.resolve({ kind: 'silent' })
  await settled()
  assert.equal(town.enforcement.unreachable(), [])
})

Actions('forgets at the start what ended while nobody served', async () => {
  using town = openEnforcedWorld()
  for (const session of [town.begin(), 99]) {
    town.ports.unreachable.put({ session, gateway: 'hg-1', since: 0, says: 'silent' })
  }
  await new Enforcement(town.ports).look()
  await settled()
  assert.equal(
    town.enforcement.unreachable().map(({ session }) => session),
    [1],
  )
})

Actions.run()

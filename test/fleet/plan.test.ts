import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DeviceRules } from '#src/device/device.ts'
import { isOurs, type Resource } from '#src/device/resource.ts'
import { routerOsRules } from '#src/device/routeros/rules.ts'
import { plan, type Step } from '#src/fleet/plan.ts'
import { Secret } from '#src/kernel/secret.ts'
import { exhaust } from '#test/exhaust.ts'
import { fakeDevice, plainRules } from '#test/fake-device.ts'

const names = ['phu-song-a', 'phu-song-b', 'bench']
const signal = new AbortController().signal

async function taken(
  observed: readonly Resource[],
  steps: readonly Step[],
  rules: DeviceRules,
): Promise<readonly Resource[]> {
  const device = fakeDevice(observed, rules)
  for (const step of steps) {
    if (step.kind === 'add') await device.add(step.resource, signal)
    else if (step.kind === 'change') await device.change(step.resource, step.change, signal)
    else if (step.kind === 'move') await device.move(step.resource, step.before, signal)
    else await device.remove(step.resource, signal)
  }
  return device.resources()
}

const foreign = (resources: readonly Resource[]) => resources.filter((one) => !isOurs(one))

const Plan = suite('fleet/plan')

Plan('settles every world of three resources and two values in one pass', async () => {
  const worlds: [Resource[], Resource[]][] = []
  exhaust((choose) => {
    const world = () =>
      names.flatMap((name): Resource[] => {
        const value = choose([undefined, 'on', 'off'])
        return value ? [{ path: '/x', name, set: { value } }] : []
      })
    worlds.push([world(), world()])
  })

  for (const [desired, observed] of worlds) {
    const after = await taken(observed, plan(desired, observed, plainRules), plainRules)

    assert.equal(plan(desired, after, plainRules), [])
    for (const { name } of foreign(observed)) {
      assert.ok(
        after.some((one) => one.name === name),
        'a technician lost a rule',
      )
    }
  }
  assert.is(worlds.length, 3 ** 6)
})

Plan('is empty after one pass from any state, and touches nothing foreign', async () => {
  const path = fc.constantFrom('/radius', '/ip/hotspot/walled-garden', '/ip/hotspot/profile')
  const flag = fc.constantFrom('yes', 'no', 'true', 'false')
  const set = fc.record({ disabled: flag, timeout: fc.constantFrom('300s', '5m', '3s') })
  const sealed = fc.constantFrom('aa', 'bb').map((mark) => ({ mark, set: {} }))
  const named = (prefix: string) =>
    fc.record({
      path,
      name: fc.integer({ min: 0, max: 5 }).map((n) => `${prefix}${n}`),
      set,
      sealed,
    })
  const world = (one: fc.Arbitrary<Resource>) =>
    fc.uniqueArray(one, { selector: (held) => `${held.path} ${held.name}`, maxLength: 14 })
  const anything = world(fc.oneof(named('phu-song/'), named('*')))

  await fc.assert(
    fc.asyncProperty(world(named('phu-song/')), anything, async (desired, observed) => {
      const steps = plan(desired, observed, routerOsRules)
      const after = await taken(observed, steps, routerOsRules)
      assert.equal(plan(desired, after, routerOsRules), [])
      assert.equal(foreign(after), foreign(observed))
    }),
    { numRuns: 300 },
  )
})

Plan('adds and changes before it removes, and removes dependants first', () => {
  const row = (path: string, name: string, value = 'on') => ({ path, name, set: { value } })
  const desired = [row('/x', 'phu-song-new'), row('/x', 'phu-song-kept', 'off')]
  const observed = [row('/x', 'phu-song-kept'), row('/x', 'phu-song-old'), row('/y', 'phu-song-of')]
  const steps = plan(desired, observed, plainRules)
  assert.equal(
    steps.map(({ kind, resource }) => `${kind} ${resource.name}`),
    ['add phu-song-new', 'change phu-song-kept', 'remove phu-song-of', 'remove phu-song-old'],
  )
})

Plan('takes what the device reads back for what it was told', () => {
  const path = '/radius'
  const name = 'phu-song/radius'
  const want = { path, name, set: { timeout: '300s', disabled: 'no' } }
  const have = { path, name, set: { timeout: '5m', disabled: 'false', address: '10.0.0.1' } }
  assert.equal(plan([want], [have], routerOsRules), [])
})

Plan('writes a secret when its mark differs, or the device shows another', () => {
  const secret = (text: string) => ({ secret: new Secret(text) })
  const base = { path: '/radius', name: 'phu-song/radius', set: {} }
  const want: Resource = { ...base, sealed: { mark: 'new', set: secret('b') } }
  const stale = (have: Resource) => plan([want], [have], routerOsRules).length > 0

  assert.ok(stale({ ...base, sealed: { mark: 'old', set: {} } }))
  assert.ok(stale(base), 'a row that lost its mark')
  assert.not(stale({ ...base, sealed: { mark: 'new', set: {} } }))
  assert.ok(stale({ ...base, sealed: { mark: 'new', set: secret('a') } }))
  assert.not(stale({ ...base, sealed: { mark: 'new', set: secret('b') } }))
})

Plan("adds to a shared list and keeps the site's own entries", () => {
  const path = '/ip/dhcp-server/network'
  const want: Resource = {
    path,
    name: '10.5.50.0/24',
    set: { 'dhcp-option': 'phu-song-114' },
    isAdopted: true,
  }
  const have = { path, name: '10.5.50.0/24', set: { 'dhcp-option': 'ntp,capwap' } }
  const [step] = plan([want], [have], routerOsRules)
  assert.equal(step?.kind === 'change' && step.change.set, {
    'dhcp-option': 'ntp,capwap,phu-song-114',
  })
  assert.equal(plan([want], [], routerOsRules), [], 'a network is not ours to make')
})

Plan.run()

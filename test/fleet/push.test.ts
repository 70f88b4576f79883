import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { desired } from '#firmware-config/mikrotik/desired.ts'
import { push, startPush } from '#src/fleet/push.ts'
import { LEASE_MS, type Push, PushStore } from '#src/fleet/push-store.ts'
import type { DesiredFor } from '#src/fleet/reconcile.ts'
import { Fault } from '#src/kernel/fault.ts'
import { silentLog } from '#src/kernel/log.ts'
import type { EmulatorFaults, RouterOsEmulator } from '#src/simulator/routeros/emulator.ts'
import { openTestStore, standingClock } from '#test/house.ts'
import { openEmulator, opener, siteFacts } from '#test/routeros.ts'

const desiredFor: DesiredFor = (device) => desired({ ...siteFacts, device })
const SECRET = siteFacts.radius.secret.reveal()

/** A device, a store, and a way to push to the one and record in the other. */
async function openYard(faults: EmulatorFaults = {}, options: object = {}) {
  const store = openTestStore()
  const emulator = await openEmulator({ ...options, faults })
  emulator.tree.plant('/ip/dhcp-server/network', { address: '10.5.50.0/24', gateway: '10.5.50.1' })
  const pushes = new PushStore(store.database)
  const clock = standingClock()
  const send = async (more: object = {}): Promise<Push> => {
    const order = {
      gateway: 'gw-1',
      actor: 'lan',
      open: opener(emulator.access),
      desiredFor,
      signal: new AbortController().signal,
      pauseMs: 1,
      ...more,
    }
    const pushed = await push(order, { store: pushes, clock, log: silentLog })
    assert.is(pushed.kind, 'pushed')
    return (pushed as Extract<typeof pushed, { kind: 'pushed' }>).push
  }
  return {
    emulator,
    pushes,
    clock,
    send,
    async [Symbol.asyncDispose]() {
      await emulator[Symbol.asyncDispose]()
      store[Symbol.dispose]()
    },
  }
}

const once = (command: string, mishap: 'close' | 'lose-answer' | 'stall'): EmulatorFaults => {
  let isSpent = false
  return {
    onCommand: (said) => {
      if (isSpent || said !== command) return undefined
      isSpent = true
      return mishap
    },
  }
}

const comments = ({ tree }: RouterOsEmulator, path: string) =>
  tree.rows(path).map(({ values }) => values['comment'] ?? '')

const PushSuite = suite('fleet/push')

PushSuite('applies a whole configuration, and finds nothing to do the second time', async () => {
  await using yard = await openYard()
  const first = await yard.send()
  assert.is(first.outcome, 'applied', first.says)
  assert.ok(first.steps.every(({ state }) => state === 'taken'))

  const second = await yard.send()
  assert.is(second.outcome, 'unchanged')
  assert.equal(second.steps, [])
})

PushSuite('goes on by itself for who only wants to watch', async () => {
  await using yard = await openYard()
  const order = {
    gateway: 'gw-1',
    actor: 'lan',
    open: opener(yard.emulator.access),
    desiredFor,
    signal: new AbortController().signal,
  }
  const start = startPush(order, { store: yard.pushes, clock: yard.clock, log: silentLog })
  assert.is(start.kind, 'started')
  if (start.kind !== 'started') return
  assert.is(yard.pushes.find(start.id)?.outcome, undefined)
  assert.is((await start.ended).outcome, 'applied')
})

PushSuite('puts on the device what the site needs', async () => {
  await using yard = await openYard()
  await yard.send()
  const { tree } = yard.emulator
  const row = (path: string, name: string) =>
    tree.rows(path).find(({ values }) => values['name'] === name)?.values
  assert.is(tree.rows('/radius')[0]?.values['secret'], SECRET)
  assert.is(tree.rows('/radius/incoming')[0]?.values['accept'], 'true')
  assert.is(row('/ip/hotspot', 'phu-song')?.['profile'], 'phu-song')
  assert.is(row('/ip/hotspot/profile', 'phu-song')?.['use-radius'], 'true')
  assert.match(row('/file', 'phu-song/login.html')?.['contents'] ?? '', '/hotspot/gw-1?mac=')
  const [network] = tree.rows('/ip/dhcp-server/network')
  assert.is(network?.values['dhcp-option'], 'phu-song-114')
  assert.is(network?.values['gateway'], '10.5.50.1')
})

PushSuite("mends what drifted, drops what is stale, and leaves a technician's rows", async () => {
  await using yard = await openYard()
  await yard.send()
  const { tree } = yard.emulator
  const garden = '/ip/hotspot/walled-garden'
  tree.plant(garden, { 'dst-host': 'bench.example', comment: 'bench' })
  tree.plant(garden, { 'dst-host': 'gone.example', comment: 'phu-song/host/gone.example' })
  tree.alter('/radius', tree.rows('/radius')[0]?.id ?? '', { timeout: '300ms' })
  tree.alter('/radius', tree.rows('/radius')[0]?.id ?? '', { comment: 'phu-song/radius key=00' })

  const { outcome, steps } = await yard.send()
  assert.is(outcome, 'applied')
  assert.equal(
    steps.map(({ line }) => line),
    [
      '~ /radius phu-song/radius timeout: 300ms → 3s, secret=(secret)',
      `- ${garden} phu-song/host/gone.example`,
    ],
  )
  assert.ok(comments(yard.emulator, garden).includes('bench'))
})

PushSuite('keeps secrets out of everything it records', async () => {
  await using yard = await openYard({}, { forbidden: ['/ip/hotspot'] })
  const { id } = await yard.send()
  const recorded = JSON.stringify(yard.pushes.find(id))
  assert.match(recorded, '(secret)')
  assert.not.match(recorded, SECRET)
})

PushSuite('is refused in the device’s own words, and says what holds', async () => {
  await using yard = await openYard({}, { forbidden: ['/ip/hotspot/profile'] })
  const { outcome, says, steps } = await yard.send()
  assert.is(outcome, 'refused')
  assert.match(says, 'not allowed by device-mode')
  assert.ok(steps.some(({ state }) => state === 'taken'))
  assert.ok(steps.some(({ state }) => state === 'left'))
})

PushSuite('fails without a guess when the device goes and comes back', async () => {
  await using yard = await openYard(once('/ip/hotspot/profile/add', 'close'))
  const { outcome, says } = await yard.send()
  assert.is(outcome, 'failed')
  assert.match(says, 'changes hold')
  assert.is((await yard.send()).outcome, 'applied', 'and the next push finishes the work')
})

PushSuite('is applied when only the last answer was lost', async () => {
  await using yard = await openYard(once('/ip/dhcp-server/network/set', 'lose-answer'))
  assert.is((await yard.send()).outcome, 'applied')
})

PushSuite('is unknown when the device cannot be asked again', async () => {
  let isGone = false
  await using yard = await openYard({
    onCommand: (command) => {
      if (command === '/ip/hotspot/profile/add') isGone = true
      return isGone ? 'close' : undefined
    },
  })
  const { outcome, says } = await yard.send()
  assert.is(outcome, 'unknown')
  assert.match(says, 'was lost after')
})

PushSuite('tells what happened when nothing could be sent', async () => {
  await using deaf = await openYard({ isDeaf: true })
  assert.is((await deaf.send()).outcome, 'failed')

  await using stranger = await openYard({}, { password: 'changed by somebody' })
  const { outcome, says } = await stranger.send()
  assert.is(outcome, 'refused')
  assert.match(says, 'invalid user name or password')
})

PushSuite('stops between steps when cancelled, and says how far it came', async () => {
  await using yard = await openYard()
  const stop = new AbortController()
  const { outcome, says, steps } = await yard.send({
    signal: stop.signal,
    onProgress: (all: readonly { state: string }[]) => {
      if (all.filter(({ state }) => state === 'taken').length === 3) stop.abort()
    },
  })
  assert.is(outcome, 'failed')
  assert.match(says, 'cancelled')
  assert.is(steps.filter(({ state }) => state === 'taken').length, 3)

  const early = await yard.send({ signal: AbortSignal.abort() })
  assert.is(early.says, 'cancelled before anything was changed')
})

PushSuite('waits for nobody: a second push to the same device is told who is at it', async () => {
  await using yard = await openYard()
  const held = yard.pushes.start('gw-1', 'minh', yard.clock())
  const order = {
    gateway: 'gw-1',
    actor: 'lan',
    open: opener(yard.emulator.access),
    desiredFor,
    signal: new AbortController().signal,
  }
  const ports = { store: yard.pushes, clock: yard.clock, log: silentLog }
  const pushed = await push(order, ports)
  assert.is(pushed.kind === 'busy' && pushed.by.actor, 'minh')
  assert.is(yard.emulator.commands(), 0)

  yard.clock.advance(LEASE_MS)
  assert.is((await yard.send()).outcome, 'applied', 'an abandoned push holds nothing up')
  assert.is(held.kind === 'started' && yard.pushes.find(held.id)?.outcome, 'unknown')
})

PushSuite('stops at its next step when it slept so long that another was let in', async () => {
  await using yard = await openYard()
  const { outcome, steps } = await yard.send({
    onProgress: (all: readonly { state: string }[]) => {
      if (all.filter(({ state }) => state === 'taken').length !== 2) return
      yard.clock.advance(LEASE_MS)
      yard.pushes.start('gw-1', 'minh', yard.clock())
    },
  })
  assert.is(outcome, 'failed')
  assert.is(steps.filter(({ state }) => state === 'taken').length, 3)
})

PushSuite('goes on when its lease cannot be renewed for a while', async () => {
  await using yard = await openYard()
  let times = 0
  yard.pushes.renew = () => {
    times++
    throw new Fault('store/locked', { says: 'held by another process' })
  }
  const order = {
    gateway: 'gw-1',
    actor: 'lan',
    open: opener(yard.emulator.access),
    desiredFor,
    signal: new AbortController().signal,
  }
  const { pushes: store, clock } = yard
  const pushed = await push(order, { store, clock, log: silentLog, heartbeatMs: 1 })
  assert.is(pushed.kind === 'pushed' && pushed.push.outcome, 'applied')
  assert.ok(times > 0)
})

PushSuite.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Resource } from '#src/device/resource.ts'
import { reconcile } from '#src/fleet/reconcile.ts'
import { Fault } from '#src/kernel/fault.ts'
import { type FakeDevice, fakeDevice } from '#test/fake-device.ts'

const hotspot: Resource = {
  path: '/ip/hotspot/profile',
  name: 'phu-song',
  set: { 'use-radius': 'yes' },
}
const stale: Resource = { path: '/ip/hotspot/profile', name: 'phu-song-2024', set: {} }
const technician: Resource = {
  path: '/ip/firewall/filter',
  name: 'bench',
  set: { action: 'accept' },
}
const desiredFor = () => [hotspot]

const run = (device: FakeDevice, more: object = {}) =>
  reconcile({
    open: async () => device,
    desiredFor,
    signal: new AbortController().signal,
    pauseMs: 1,
    ...more,
  })

const Reconcile = suite('fleet/reconcile')

Reconcile('adds what is missing, removes what is ours, leaves what is not', async () => {
  const device = fakeDevice([stale, technician])
  const outcome = await run(device)

  assert.is(outcome.kind, 'changed')
  assert.equal(device.resources(), [technician, hotspot])
})

Reconcile('settles on the second run', async () => {
  const device = fakeDevice([{ ...hotspot, set: { 'use-radius': 'no' } }])
  await run(device)
  assert.equal(await run(device), { kind: 'settled' })
})

Reconcile('reports drift when a device takes a step and ignores it', async () => {
  const device = { ...fakeDevice(), add: async () => undefined }
  const outcome = await run(device)
  assert.is(outcome.kind, 'drifting')
})

Reconcile('looks again on a new connection', async () => {
  const device = fakeDevice()
  let opened = 0
  const open = async () => {
    opened++
    return device
  }
  await run(device, { open })
  assert.is(opened, 2)
})

Reconcile('keeps to what it saw when the device refuses half way', async () => {
  const refused = new Fault('device/refused', { says: 'no' })
  const device = fakeDevice([stale])
  const outcome = await run({ ...device, remove: () => Promise.reject(refused) })

  assert.is(outcome.kind, 'drifting')
  if (outcome.kind !== 'drifting') return
  assert.is(outcome.stop, refused)
  assert.is(outcome.taken, 1)
  assert.equal(
    outcome.left.map(({ kind }) => kind),
    ['remove'],
  )
})

Reconcile('counts a step whose answer was lost by what the second look finds', async () => {
  const device = fakeDevice()
  const gone = new Fault('device/unreachable')
  const add: FakeDevice['add'] = async (resource, signal) => {
    await device.add(resource, signal)
    throw gone
  }
  assert.is((await run({ ...device, add })).kind, 'changed')
})

Reconcile('says it is lost when it cannot look again', async () => {
  const device = fakeDevice()
  const gone = new Fault('device/unreachable', { says: 'gone' })
  let opened = 0
  const open = async () => {
    if (++opened > 1) throw gone
    return device
  }
  const outcome = await run(device, { open })
  assert.is(outcome.kind, 'lost')
  assert.is(opened, 4, 'three looks, for a device may need a moment')
})

Reconcile('stops between steps when told to', async () => {
  const stop = new AbortController()
  const device = fakeDevice([stale])
  const onProgress = (_: unknown, taken: number) => {
    if (taken === 1) stop.abort()
  }
  const outcome = await run(device, { signal: stop.signal, onProgress })
  assert.is(outcome.kind === 'drifting' && outcome.stop, 'cancelled')
  assert.equal(device.resources(), [stale, hotspot])
})

Reconcile('throws when nothing was sent', async () => {
  const gone = new Fault('device/unreachable')
  try {
    await run(fakeDevice(), { open: () => Promise.reject(gone) })
    assert.unreachable()
  } catch (error) {
    assert.is(error, gone)
  }
})

Reconcile.run()

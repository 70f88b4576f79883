import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { desired } from '#firmware-config/mikrotik/desired.ts'
import { inspect } from '#src/fleet/inspect.ts'
import type { DesiredFor } from '#src/fleet/reconcile.ts'
import { openEmulator, opener, siteFacts } from '#test/routeros.ts'

const desiredFor: DesiredFor = (device) => desired({ ...siteFacts, device })
const signal = AbortSignal.timeout(20_000)

const Inspect = suite('fleet/inspect')

Inspect('says what a push would do, and changes nothing', async () => {
  await using emulator = await openEmulator()
  const { about, lines, notes } = await inspect(opener(emulator.access), desiredFor, signal)

  assert.is(about.identity, 'gw-1')
  assert.ok(lines.some((line) => line.startsWith('+ /radius phu-song/radius ')))
  assert.ok(lines.includes('~ /radius/incoming accept: false → yes'))
  assert.ok(lines.every((line) => !line.includes(siteFacts.radius.secret.reveal())))
  assert.equal(notes, [
    '/ip/dhcp-server/network 10.5.50.0/24 is not on the device; make it there first',
  ])
  assert.equal(emulator.tree.rows('/radius'), [])
})

Inspect('notes a copy of our row that no push will touch', async () => {
  await using emulator = await openEmulator()
  const comment = 'phu-song/radius key=aa'
  emulator.tree.plant('/radius', { address: '10.0.0.1', comment })
  const copy = emulator.tree.plant('/radius', { address: '10.0.0.2', comment })
  const { notes } = await inspect(opener(emulator.access), desiredFor, signal)
  assert.ok(notes.includes(`/radius ${copy} is a copy of phu-song/radius and is left alone`))
})

Inspect('notes a device that may not run a hotspot, with what to do about it', async () => {
  await using home = await openEmulator({ forbidden: ['/ip/hotspot'] })
  const { notes } = await inspect(opener(home.access), desiredFor, signal)
  assert.match(notes[0] ?? '', 'device-mode update hotspot=yes')

  await using older = await openEmulator({ version: '7.16' })
  assert.is((await inspect(opener(older.access), desiredFor, signal)).about.mayRunHotspot, true)
})

Inspect('leaves out what an older device does not know', async () => {
  await using emulator = await openEmulator({ version: '7.8.1' })
  const { steps } = await inspect(opener(emulator.access), desiredFor, signal)
  assert.not(steps.some(({ resource }) => resource.path === '/file'))
  const [radius] = steps.filter(({ resource }) => resource.path === '/radius')
  assert.not('require-message-auth' in (radius?.resource.set ?? {}))
})

Inspect.run()

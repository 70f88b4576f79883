import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Resource } from '#src/device/resource.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openEmulator, opener } from '#test/routeros.ts'

const signal = AbortSignal.timeout(20_000)
const radius: Resource = {
  path: '/radius',
  name: 'phu-song/radius',
  set: { address: '10.0.0.1', service: 'hotspot' },
  sealed: { mark: 'abc123', set: { secret: new Secret('bí mật') } },
}
const at = (seen: readonly Resource[], path: string) => seen.filter((one) => one.path === path)

const RouterOsSuite = suite('device/routeros/routeros')

RouterOsSuite('says what it is', async () => {
  await using emulator = await openEmulator({ hasFlash: true, version: '7.20.1', board: 'RB5009' })
  await using device = await opener(emulator.access)(signal)
  assert.equal(await device.about(signal), {
    identity: 'gw-1',
    model: 'RB5009',
    version: [7, 20, 1],
    hasFlash: true,
    hotspots: ['hotspot1'],
    mayRunHotspot: true,
  })
})

RouterOsSuite(
  'names its rows by our comment and sees the mark of a secret, not the secret',
  async () => {
    await using emulator = await openEmulator()
    await using device = await opener(emulator.access)(signal)
    await device.add(radius, signal)

    const [seen] = at(await device.observe(signal), '/radius')
    assert.is(seen?.name, 'phu-song/radius')
    assert.is(seen?.sealed?.mark, 'abc123')
    assert.equal(seen?.sealed?.set, {})
    assert.is(emulator.tree.rows('/radius')[0]?.values['secret'], 'bí mật')
  },
)

RouterOsSuite('reads a secret the device shows, wrapped', async () => {
  await using emulator = await openEmulator({ canSeeSecrets: true })
  await using device = await opener(emulator.access)(signal)
  await device.add(radius, signal)
  const [seen] = at(await device.observe(signal), '/radius')
  assert.is(seen?.sealed?.set['secret']?.reveal(), 'bí mật')
  assert.not.match(JSON.stringify(seen), 'bí mật')
})

RouterOsSuite("leaves a technician's rows unnamed, and a copy of ours to them", async () => {
  await using emulator = await openEmulator()
  await using device = await opener(emulator.access)(signal)
  emulator.tree.plant('/radius', { address: '10.9.9.9', comment: 'bench' })
  await device.add(radius, signal)
  const copy = emulator.tree.plant('/radius', {
    address: '10.0.0.2',
    comment: 'phu-song/radius key=abc123',
  })
  emulator.tree.plant('/radius', { address: '10.8.8.8' }, true)

  const names = at(await device.observe(signal), '/radius').map(({ name }) => name)
  assert.is(names.length, 3, 'a dynamic row is not configuration')
  assert.match(names[0] ?? '', /^\*/)
  assert.equal(names.slice(1), ['phu-song/radius', copy])
})

RouterOsSuite('changes, moves and removes the row it saw', async () => {
  await using emulator = await openEmulator()
  await using device = await opener(emulator.access)(signal)
  const second = { ...radius, name: 'phu-song/radius-2' }
  await device.add(radius, signal)
  await device.add(second, signal)
  await device.change(radius, { set: { timeout: '300s' } }, signal)
  await device.move(second, radius, signal)
  const rows = at(await device.observe(signal), '/radius')
  assert.equal(
    rows.map(({ name, set }) => [name, set['timeout']]),
    [
      ['phu-song/radius-2', '300ms'],
      ['phu-song/radius', '5m'],
    ],
  )
  await device.remove(second, signal)
  assert.is(emulator.tree.rows('/radius').length, 1)
})

RouterOsSuite('reads the contents of our own files alone', async () => {
  await using emulator = await openEmulator()
  await using device = await opener(emulator.access)(signal)
  emulator.tree.plant('/file', { name: 'backup.rsc', type: '.rsc file', contents: 'secret' })
  await device.add({ path: '/file', name: 'phu-song', set: { type: 'directory' } }, signal)
  const page = { path: '/file', name: 'phu-song/a.html', set: { contents: 'Xin chào\n' } }
  await device.add(page, signal)
  const files = at(await device.observe(signal), '/file')
  assert.equal(
    files.map(({ name, set }) => [name, set['contents']]),
    [
      ['phu-song', ''],
      ['phu-song/a.html', 'Xin chào\n'],
    ],
  )
})

RouterOsSuite.run()

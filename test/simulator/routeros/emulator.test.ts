import { createConnection } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodeSentence, SentenceReader } from '#src/device/routeros/wire.ts'
import type { Fault } from '#src/kernel/fault.ts'
import type { EmulatorOptions } from '#src/simulator/routeros/emulator.ts'
import { linkWith, openEmulator, PASSWORD } from '#test/routeros.ts'

/** Speaks bare sentences and gives those that come back until `count`, or until the device hangs up. */
async function converse(port: number, said: string[][], count: number): Promise<string[][]> {
  const heard: string[][] = []
  const reader = new SentenceReader()
  const socket = createConnection(port, '127.0.0.1')
  for (const words of said) socket.write(encodeSentence(words))
  for await (const chunk of socket) {
    heard.push(...reader.read(chunk as Buffer))
    if (heard.length >= count) break
  }
  socket.destroy()
  return heard
}

const LOGIN = ['/login', '=name=phu-song', `=password=${PASSWORD}`]

async function why(options: Partial<EmulatorOptions>, command: string, set = {}): Promise<unknown> {
  await using house = await linkWith({}, options)
  try {
    await house.link.call(command, set)
    return undefined
  } catch (error) {
    return (error as Fault).detail['why']
  }
}

const Emulator = suite('simulator/routeros/emulator')

Emulator('echoes tags right behind the reply word, and none where none was given', async () => {
  await using emulator = await openEmulator()
  const heard = await converse(
    emulator.port,
    [LOGIN, ['/system/identity/print', '.tag=7'], ['/radius/print', '.tag=8'], ['#']],
    6,
  )
  assert.equal(heard, [
    ['!done'],
    ['!re', '.tag=7', '=name=gw-1'],
    ['!done', '.tag=7'],
    ['!empty', '.tag=8'],
    ['!done', '.tag=8'],
    ['!done'],
  ])
})

Emulator('does not know !empty before 7.18', async () => {
  await using emulator = await openEmulator({ version: '7.17.2' })
  const heard = await converse(emulator.port, [LOGIN, ['/radius/print']], 2)
  assert.equal(heard, [['!done'], ['!done']])
})

Emulator('hangs up on who has not signed in, and on who says goodbye', async () => {
  await using emulator = await openEmulator()
  assert.equal(await converse(emulator.port, [['/radius/print']], 9), [['!fatal', 'not logged in']])
  assert.equal(await converse(emulator.port, [LOGIN, ['/quit']], 9), [
    ['!done'],
    ['!fatal', 'session terminated on request'],
  ])
})

Emulator('tells a listener of changes until it is cancelled', async () => {
  await using emulator = await openEmulator()
  const heard = await converse(
    emulator.port,
    [
      LOGIN,
      ['/radius/listen', '=.proplist=address', '.tag=1'],
      ['/radius/add', '=address=10.0.0.1', '.tag=2'],
      ['/radius/remove', '=numbers=0', '.tag=3'],
      ['/cancel', '=tag=1', '.tag=4'],
    ],
    8,
  )
  const [, added, , dead, , interrupted, ...done] = heard
  assert.equal(added, ['!re', '.tag=1', '=address=10.0.0.1'])
  assert.equal(dead?.slice(0, 2), ['!re', '.tag=1'])
  assert.ok(dead?.includes('=.dead=true'))
  assert.equal(interrupted, ['!trap', '.tag=1', '=category=2', '=message=interrupted'])
  assert.equal(done, [
    ['!done', '.tag=4'],
    ['!done', '.tag=1'],
  ])
})

Emulator('counts, narrows, finds by query, and gets one value', async () => {
  await using house = await linkWith({})
  const { link } = house
  for (const n of [1, 2]) await link.call('/radius/add', { address: `10.0.0.${n}` })
  assert.equal(await link.call('/radius/print', { 'count-only': '' }), [{ ret: '2' }])
  const queries = ['?address=10.0.0.2']
  const narrowed = await link.call('/radius/print', { '.proplist': 'address' }, { queries })
  assert.equal(narrowed, [{ address: '10.0.0.2' }])
  const name = { '.id': 'default', 'value-name': 'use-radius' }
  assert.equal(await link.call('/ip/hotspot/profile/get', name), [{ ret: 'false' }])
})

Emulator('edits rows in every way the API has', async () => {
  await using house = await linkWith({})
  const { link, emulator } = house
  const path = '/ip/hotspot/ip-binding'
  await link.call(`${path}/add`, { 'mac-address': '2c:c8:1b:00:00:0a', comment: 'a' })
  const [b] = await link.call(`${path}/add`, { address: '10.0.0.2', 'place-before': '0' })
  const id = b?.['ret'] ?? ''
  const first = () => emulator.tree.rows(path)[0]?.values
  assert.is(first()?.['address'], '10.0.0.2')
  await link.call(`${path}/disable`, { numbers: id })
  assert.is(first()?.['disabled'], 'true')
  await link.call(`${path}/enable`, { '.id': id })
  await link.call(`${path}/comment`, { '.id': id, comment: 'b' })
  await link.call(`${path}/set`, { '.id': id, '!address': '', type: 'bypassed' })
  assert.equal(first(), { disabled: 'false', comment: 'b', type: 'bypassed' })
  await link.call(`${path}/unset`, { '.id': id, 'value-name': 'type' })
  assert.is(first()?.['type'], 'regular')
  await link.call(`${path}/move`, { numbers: id })
  assert.is(first()?.['mac-address'], '2C:C8:1B:00:00:0A')
  await link.call(`${path}/remove`, { '.id': id })
  assert.is(emulator.tree.rows(path).length, 1)
})

Emulator('refuses what a device refuses, in its words', async () => {
  assert.is(await why({}, '/no/such/print'), 'no such command prefix')
  assert.is(await why({}, '/radius/frobnicate'), 'no such command')
  assert.is(await why({}, '/radius/add', { colour: 'red' }), 'unknown parameter colour')
  assert.is(await why({}, '/radius/add', {}), 'missing =address=')
  assert.is(await why({}, '/radius/set', { '.id': '*FF' }), 'no such item')
  const twin = { name: 'default' }
  assert.is(await why({}, '/ip/hotspot/profile/add', twin), 'failure: already have such name')
  const dangling = { name: 'a', interface: 'b', profile: 'none-such' }
  assert.is(await why({}, '/ip/hotspot/add', dangling), 'input does not match any value of profile')
  const forbidden = { forbidden: ['/ip/hotspot'] }
  assert.is(
    await why(forbidden, '/ip/hotspot/profile/add', { name: 'a' }),
    'failure: not allowed by device-mode',
  )
  const readOnly = { canWrite: false }
  const row = { address: '10.0.0.1' }
  assert.is(await why(readOnly, '/radius/add', row), 'not enough permissions (9)')
  const old = { version: '7.14' }
  const newer = { address: '10.0.0.1', 'require-message-auth': 'no' }
  assert.is(await why(old, '/radius/add', newer), 'unknown parameter require-message-auth')
})

Emulator('keeps files in folders that exist, and takes their contents with them', async () => {
  await using house = await linkWith({})
  const { link, emulator } = house
  const orphan = { name: 'no/a.html', contents: 'x' }
  assert.is(await why({}, '/file/add', orphan), 'failure: no such directory')
  await link.call('/file/add', { name: 'web', type: 'directory' })
  await link.call('/file/add', { name: 'web/a.html', contents: 'chữ' })
  const [, page] = emulator.tree.rows('/file')
  assert.is(page?.values['type'], '.html file')
  assert.is(page?.values['size'], '5')
  await link.call('/file/remove', { '.id': 'web' })
  assert.equal(emulator.tree.rows('/file'), [])
})

Emulator.run()

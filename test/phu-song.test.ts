import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { temporaryFolder } from '#test/house.ts'

const { bin } = JSON.parse(readFileSync('package.json', 'utf8'))
const LAUNCHER = bin['phu-song']
const ANY = '127.0.0.1:0'

/** The machine's own Node, which may be too old for TypeScript; ours when it has none. */
const NODE =
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile()) ?? process.execPath

function start(folder: string, words: string[], output: 'pipe' | number = 'pipe') {
  const child = spawn(NODE, [LAUNCHER, ...words], {
    stdio: ['ignore', output, 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PHU_SONG_DATA: join(folder, 'data'),
      PHU_SONG_KEY_FILE: join(folder, 'key'),
      PHU_SONG_PORTAL_LISTEN: ANY,
      PHU_SONG_ADMIN_LISTEN: ANY,
      PHU_SONG_RADIUS_AUTH_LISTEN: ANY,
      PHU_SONG_RADIUS_ACCT_LISTEN: ANY,
    },
  })
  const said = { out: '', err: '' }
  child.stdout?.on('data', (text) => {
    said.out += text
  })
  child.stderr?.on('data', (text) => {
    said.err += text
  })
  return { child, said, ended: once(child, 'close') }
}

const Launcher = suite('phu-song')
const withFullDisk = existsSync('/dev/full') ? Launcher : Launcher.skip

Launcher('gives the words on, and the exit code and output back', async () => {
  using folder = temporaryFolder()
  const { said, ended } = start(folder.path, ['gateway', 'list', '--colour'])
  assert.equal(await ended, [2, null])
  assert.match(said.err, /^gateway list: Unknown option '--colour'/)
  assert.is(said.out, '')
})

Launcher('hands SIGTERM on, and ends as the server ended', async () => {
  using folder = temporaryFolder()
  const { child, said, ended } = start(folder.path, ['serve'])
  try {
    while (!said.out.includes('No gateway yet')) {
      await Promise.race([wait(20), ended])
      assert.is(child.exitCode, null, said.err)
    }
    child.kill('SIGTERM')
    assert.equal(await ended, [0, null])
  } finally {
    child.kill('SIGTERM')
    await ended
  }
})

Launcher('stops quietly when whoever reads its output has read enough', async () => {
  using folder = temporaryFolder()
  const { child, said, ended } = start(folder.path, ['voucher', 'issue', '--count', '1000'])
  child.stdout?.once('data', () => child.stdout?.destroy())
  await ended
  assert.is(said.err, '')
})

withFullDisk('says in a sentence that its output cannot be written', async () => {
  using folder = temporaryFolder()
  const full = openSync('/dev/full', 'w')
  try {
    const { said, ended } = start(folder.path, ['help'], full)
    assert.equal(await ended, [1, null])
    assert.is(said.err, 'The answer cannot be written: the disk is full (ENOSPC)\n')
  } finally {
    closeSync(full)
  }
})

Launcher.run()

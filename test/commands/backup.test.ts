import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'

const Backup = suite('commands/backup')

Backup('makes a copy that a city can be opened from, without its key', async () => {
  using city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  const copy = join(city.folder, 'copies', 'today')
  const { code, out } = await city.run('backup', '--to', copy)
  assert.is(code, 0)
  assert.match(out, `in ${copy}`)
  assert.match(out, `Keep ${city.keyFile} somewhere else`)
  assert.not.ok(readdirSync(copy).includes('key'))

  using restored = openCommandLine({ PHU_SONG_DATA: copy, PHU_SONG_KEY_FILE: city.keyFile })
  assert.match((await restored.run('gateway', 'list')).out, 'gw-1')
  assert.match((await restored.run('doctor')).out, '✓ audit trail: 1 entries, unbroken')
})

Backup('writes over nothing, and says why it cannot write', async () => {
  using city = openCommandLine()
  const taken = await city.run('backup', '--to', city.folder)
  assert.equal(taken, {
    code: 1,
    out: '',
    err: `${city.folder} exists already; name a folder that does not\n`,
  })
  await city.run('gateway', 'list')
  const { code, err } = await city.run('backup', '--to', join(city.keyFile, 'copy'))
  assert.is(code, 1)
  assert.match(err, /^the copy .*key\/copy cannot be made: .*\n$/)
})

Backup.run()

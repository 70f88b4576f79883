import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DATABASE_FILE } from '#src/store/backup.ts'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'

type City = ReturnType<typeof openCommandLine>

/** What a damaged city tells whoever asks it anything: one sentence, exit code 1. */
async function refusalOf(city: City): Promise<string> {
  const { code, out, err } = await city.run('gateway', 'list')
  assert.equal([code, out], [1, ''])
  assert.match(err, /^[^\n]+\n$/)
  return err
}

async function openedOnce(): Promise<City> {
  const city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  return city
}

const HouseSuite = suite('app/house')

HouseSuite('makes its folders and its key at the first start, for their owner alone', async () => {
  using outer = openCommandLine()
  const data = join(outer.folder, 'new', 'live')
  const keyFile = join(outer.folder, 'keys', 'key')
  using city = openCommandLine({ PHU_SONG_DATA: data, PHU_SONG_KEY_FILE: keyFile })
  assert.is((await city.run('gateway', 'list')).code, 0)
  assert.is(statSync(keyFile).mode & 0o777, 0o600)
  assert.is(statSync(data).mode & 0o777, 0o700)
})

HouseSuite('never makes another key for data there is', async () => {
  using city = await openedOnce()
  rmSync(city.keyFile)
  assert.match(await refusalOf(city), `the key file ${city.keyFile} is missing`)
  assert.not.ok(existsSync(city.keyFile))
})

HouseSuite('names a key file that holds no key, or another city’s', async () => {
  using city = await openedOnce()
  writeFileSync(city.keyFile, 'half of a ke')
  assert.match(await refusalOf(city), `${city.keyFile} does not hold a key`)
  writeFileSync(city.keyFile, 'ab'.repeat(32))
  assert.match(await refusalOf(city), /gw-1 do not open with this key file/)
  rmSync(city.keyFile)
  mkdirSync(city.keyFile)
  assert.match(await refusalOf(city), `${city.keyFile} cannot be read: it is a folder`)
})

HouseSuite('never begins a new ledger beside the documents of an old one', async () => {
  using city = await openedOnce()
  const path = join(city.data, DATABASE_FILE)
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
  for (let again = 0; again < 2; again++) {
    assert.match(await refusalOf(city), `${path} is missing or empty`)
  }
})

HouseSuite('names a database that is none', async () => {
  using city = await openedOnce()
  const path = join(city.data, DATABASE_FILE)
  writeFileSync(path, 'nothing like a database, and long enough to be looked at'.repeat(100))
  assert.match(await refusalOf(city), `${path} is not a database`)
})

HouseSuite('names a document that is cut, edited by hand, gone or a folder', async () => {
  using city = await openedOnce()
  const path = join(city.data, 'gateways.json')
  const whole = readFileSync(path, 'utf8')

  writeFileSync(path, whole.slice(0, -20))
  assert.match(await refusalOf(city), `${path} is not a document`)
  writeFileSync(path, whole.replace('"mikrotik"', '"chilli"'))
  assert.match(await refusalOf(city), `${path} was changed`)
  rmSync(path)
  assert.match(await refusalOf(city), `${path} is missing; copy `)
  mkdirSync(path)
  assert.match(await refusalOf(city), `${path} cannot be read: it is a folder`)
})

HouseSuite('names the field that cannot be, and leaves the file as it is', async () => {
  using city = await openedOnce()
  const path = join(city.data, 'gateways.json')
  const { generation, rows } = JSON.parse(readFileSync(path, 'utf8'))
  rows[0].coaPort = 'three thousand'
  const sha256 = createHash('sha256').update(JSON.stringify({ generation, rows })).digest('hex')
  const text = JSON.stringify({ sha256, generation, rows })
  writeFileSync(path, text)

  assert.match(await refusalOf(city), `${path}: rows[0].coaPort: `)
  assert.is(readFileSync(path, 'utf8'), text)
})

HouseSuite('names the setting of a folder it cannot have', async () => {
  using outer = openCommandLine()
  const file = join(outer.folder, 'file')
  writeFileSync(file, '')
  for (const data of [file, join(file, 'data')]) {
    using city = openCommandLine({
      PHU_SONG_DATA: data,
      PHU_SONG_KEY_FILE: join(outer.folder, 'k'),
    })
    assert.match(await refusalOf(city), `PHU_SONG_DATA: the folder ${data} cannot be used`)
  }
  using city = openCommandLine({ PHU_SONG_KEY_FILE: join(file, 'key') })
  assert.match(await refusalOf(city), `the key file ${join(file, 'key')} cannot be made`)
})

HouseSuite('names the setting that is wrong, or that there is not', async () => {
  using typo = openCommandLine({ PHU_SONG_PORTAL_LISTN: '127.0.0.1:1' })
  assert.match(await refusalOf(typo), 'PHU_SONG_PORTAL_LISTN is not a setting')
  using wrong = openCommandLine({ PHU_SONG_ADMIN_LISTEN: 'here' })
  assert.match(await refusalOf(wrong), 'PHU_SONG_ADMIN_LISTEN: “here” is not host:port')
  assert.is((await wrong.run('help')).code, 0)
})

HouseSuite.run()

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { loadCatalogue } from '#src/services/service-seed.ts'
import { temporaryFolder } from '#test/house.ts'

const seed = readFileSync('data/seed/e-services.json', 'utf8')

/** What loading says of the seed after `change`. */
function complaint(change: (text: string) => string): string {
  using folder = temporaryFolder()
  const file = join(folder.path, 'e-services.json')
  writeFileSync(file, change(seed))
  try {
    loadCatalogue(file)
    return 'nothing'
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    assert.is(error.code, 'config/invalid')
    return error.message.replace(file, 'FILE')
  }
}

const Seed = suite('services/service-seed')

Seed('loads the tracked catalogue whole', () => {
  assert.is(loadCatalogue().services.length, 32)
})

Seed('names the file and the field of what is wrong', () => {
  assert.match(
    complaint((text) => text.replace('"level": "xa"', '"level": "huyen"')),
    /^FILE: services\.0\.level: /,
  )
  assert.match(
    complaint((text) => text.replace('"code": "1.001193"', '"code": "1.1193"')),
    /^FILE: services\.0\.code: a code like/,
  )
})

Seed('refuses the service levels of before', () => {
  const says = complaint((text) =>
    text.replace('"level": "xa"', '"level":"xa","online":"mức độ 4"'),
  )
  assert.is(says, 'FILE: services.0.online: full, partial or unknown')
})

Seed('refuses a link outside the walled garden, a strange group and an id twice', () => {
  assert.match(
    complaint((text) => text.replace('"home": "https:', '"home": "http:')),
    'outside the walled garden',
  )
  assert.match(
    complaint((text) => text.replace('"group": "ho-tich"', '"group": "elsewhere"')),
    'not listed',
  )
  assert.match(
    complaint((text) => text.replace('"1.000689"', '"1.001193"')),
    'an id twice',
  )
})

Seed('refuses a file that is cut short or absent', () => {
  assert.is(
    complaint((text) => text.slice(0, 500)),
    'FILE cannot be read as JSON',
  )
  assert.throws(() => loadCatalogue('/nowhere/at-all.json'), /cannot be read/)
})

Seed.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCommandLine } from '#test/command-line.ts'

const ADD = ['site', 'add', '--name', 'Cầu Tình Yêu', '--commune', 'bai chay']

const Sites = suite('commands/site')

Sites('begins with thirty places, in Vietnamese order', async () => {
  using city = openCommandLine()
  const sites = JSON.parse((await city.run('site', 'list', '--json')).out)
  assert.is(sites.length, 30)
  const names = sites.map(({ name }: { name: string }) => name)
  assert.equal(names, names.toSorted(new Intl.Collator('vi').compare))
})

Sites('adds a place to a commune by its name without marks', async () => {
  using city = openCommandLine()
  assert.is((await city.run(...ADD)).out, 'cau-tinh-yeu is a place in Phường Bãi Cháy now.\n')
  const { out } = await city.run('site', 'list')
  assert.match(out, /^cau-tinh-yeu +Cầu Tình Yêu +place +Phường Bãi Cháy$/m)
})

Sites('refuses a place twice, nowhere, or with no name', async () => {
  using city = openCommandLine()
  await city.run(...ADD)
  const refused = async (...changes: string[]) => {
    const { code, err } = await city.run(...ADD, ...changes)
    assert.is(code, 2, changes.join(' '))
    return err
  }
  assert.match(await refused(), /there is a place cau-tinh-yeu already/)
  assert.match(await refused('--commune', 'Atlantis'), /no “Atlantis” among the 54/)
  assert.match(await refused('--name', '!!'), /no letter or digit/)
  assert.match(await refused('--name', 'a\u001b[2Jb'), /--name/)
  assert.match(await refused('--name', 'x'.repeat(121)), /--name/)
  assert.match(await refused('--kind', ''), /--kind/)
})

Sites.run()

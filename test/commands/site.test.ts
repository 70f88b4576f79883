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
  assert.match(out, /^cau-tinh-yeu +Cầu Tình Yêu +place +Phường Bãi Cháy +always$/m)
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

Sites('sets when a place is open, and lifts that again', async () => {
  using city = openCommandLine()
  await city.run(...ADD)
  const hours = async (text: string) => city.run('site', 'hours', 'cau-tinh-yeu', text)
  const { out } = await hours('T2-T6 7:00-11:30; sat 8:00-12:00')
  assert.is(out, 'cau-tinh-yeu is open mon-fri 07:00-11:30; sat 08:00-12:00.\n')
  const listed = (await city.run('site', 'list')).out
  assert.match(listed, /^cau-tinh-yeu .* mon-fri 07:00-11:30; sat 08:00-12:00$/m)
  assert.is((await hours('always')).out, 'cau-tinh-yeu is open always.\n')

  const wrong = await hours('mornings')
  assert.is(wrong.code, 2)
  assert.match(wrong.err, /“mornings” are no opening hours/)
  assert.match((await city.run('site', 'hours', 'nowhere', 'always')).err, /no place nowhere/)
})

Sites.run()

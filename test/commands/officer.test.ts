import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCommandLine } from '#test/command-line.ts'

const LINK = /^https:\/\/console\.example\/invitation\/[\w-]{22}\n$/

const Officers = suite('commands/officer')

Officers('prints a link for a new officer, and another for the same one again', async () => {
  using city = openCommandLine({ PHU_SONG_ADMIN_URL: 'https://console.example' })
  const invited = await city.run('officer', 'invite', '--id', 'lan', '--name', 'Nguyễn Thị Lan')
  assert.match(invited.out, LINK)
  const again = await city.run('officer', 'invite', '--id', 'lan', '--again')
  assert.match(again.out, LINK)
  assert.is.not(again.out, invited.out)
})

Officers('lists who may sign in, and no secret of theirs', async () => {
  using city = openCommandLine()
  assert.match((await city.run('officer', 'list')).out, 'No officer yet')
  await city.run('officer', 'invite', '--id', 'lan', '--role', 'viewer')
  assert.match((await city.run('officer', 'list')).out, /^lan +lan +viewer +invited$/m)
  const listed = await city.run('officer', 'list', '--json')
  assert.is(JSON.parse(listed.out)[0].id, 'lan')
  assert.not.match(listed.out, /hash|secret/i)
})

Officers('refuses a name nobody could type, a role there is not, and a stranger', async () => {
  using city = openCommandLine()
  const refused = async (...flags: string[]) => {
    const { code, err } = await city.run('officer', 'invite', ...flags)
    assert.is(code, 2, flags.join(' '))
    return err
  }
  assert.match(await refused(), /--id is required/)
  assert.match(await refused('--id', 'Bà Lan'), /--id: “Bà Lan” is not a name to sign in with/)
  assert.match(await refused('--id', 'lan', '--role', 'king'), /admin, operator, viewer/)
  assert.match(await refused('--id', 'lan', '--name', ''), /--name/)
  assert.match(await refused('--id', 'lan', '--name', 'x'.repeat(81)), /--name/)
  assert.match(await refused('--id', 'lan', '--again'), /there is no officer lan/)
  assert.match((await city.run('officer', 'list')).out, 'No officer yet')
})

Officers.run()

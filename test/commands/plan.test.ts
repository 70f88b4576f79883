import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCommandLine } from '#test/command-line.ts'

const GUESTS = [
  ['plan', 'set', 'guests', '--name-vi', 'Khách', '--name-en', 'Guests'],
  ['--session-minutes', '60', '--idle-minutes', '10', '--interim-seconds', '300'],
].flat()

const Plans = suite('commands/plan')

Plans('adds a plan, changes what is given, and lifts what is given empty', async () => {
  using city = openCommandLine()
  const added = await city.run(...GUESTS, '--day-minutes', '240')
  assert.is(added.out, 'guests is a plan now.\n', added.err)
  await city.run('plan', 'set', 'guests', '--day-minutes', '', '--devices', '3')
  const { out } = await city.run('plan', 'list')
  assert.match(out, /^guests +session-minutes 60, devices 3, idle-minutes 10/m)

  using house = city.house()
  const [changed, first] = house.audit.list({ limit: 2 })
  assert.equal(changed?.detail, { dayMinutes: '240 → ∞', devices: '∞ → 3' })
  assert.is(first?.action, 'plan.added')
  assert.is(first?.detail['dayMinutes'], '240')
})

Plans('says everything that is wrong at once, by flag, and writes nothing', async () => {
  using city = openCommandLine()
  const { code, err } = await city.run(...GUESTS, '--day-minutes', 'x', '--up-kbps', '5')
  assert.is(code, 2)
  assert.match(err, '--day-minutes: must be a whole number')
  assert.match(err, '--down-kbps: both rates or neither')
  assert.not.match((await city.run('plan', 'list')).out, 'guests')
})

Plans('removes a plan, unless it is promised or everybody’s', async () => {
  using city = openCommandLine()
  await city.run(...GUESTS)
  assert.match((await city.run('plan', 'remove', 'public')).err, 'everybody starts on')
  assert.match((await city.run('plan', 'remove', 'gold')).err, 'there is no plan gold')
  await city.run('voucher', 'issue', '--plan', 'guests', '--count', '2', '--days', '3')
  assert.match((await city.run('plan', 'remove', 'guests')).err, '2 vouchers for guests')

  await city.run(...GUESTS.with(2, 'gone'))
  assert.match((await city.run('plan', 'remove', 'gone')).out, 'gone is no plan any more')
  using house = city.house()
  assert.is(house.audit.list({ limit: 1 })[0]?.detail['nameEn'], 'Guests')
})

Plans.run()

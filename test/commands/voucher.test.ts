import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCommandLine } from '#test/command-line.ts'

const Vouchers = suite('commands/voucher')

Vouchers('issues codes to read out, and lists their batch', async () => {
  using city = openCommandLine()
  const issued = await city.run('voucher', 'issue', '--count', '3', '--note', 'Lễ hội Yên Tử')
  assert.is(issued.code, 0, issued.err)
  assert.is(issued.out.match(/^[\dA-Z]{4}(?:-[\dA-Z]{4}){2}$/gm)?.length, 3)
  assert.match(issued.out, /Batch 1, plan public, until \d{4}-\d\d-\d\d\./)

  const { out } = await city.run('voucher', 'list')
  assert.match(out, /^1 +public +\d{4}-\d\d-\d\d +0 +3 +Lễ hội Yên Tử$/m)
  assert.is(JSON.parse((await city.run('voucher', 'list', '--json')).out)[0].count, 3)
})

Vouchers('gives programs the batch and its codes', async () => {
  using city = openCommandLine()
  const { out } = await city.run('voucher', 'issue', '--json', '--count', '2', '--days', '1')
  const { batch, codes } = JSON.parse(out)
  assert.is(new Set(codes).size, 2)
  assert.is(batch.expiresAt - batch.issuedAt <= 86_400_000, true)
})

Vouchers('says how to begin when there is none', async () => {
  using city = openCommandLine()
  assert.match((await city.run('voucher', 'list')).out, 'No voucher yet')
  assert.is((await city.run('voucher', 'list', '--json')).out, '[]\n')
})

Vouchers('refuses what nobody could hand out, and issues nothing', async () => {
  using city = openCommandLine()
  const refused = async (...flags: string[]) => {
    const { code, err } = await city.run('voucher', 'issue', ...flags)
    assert.is(code, 2, flags.join(' '))
    return err
  }
  assert.match(await refused('--count', '0'), /--count: “0” is not a number from 1 to 1000/)
  assert.match(await refused('--count', '1e2'), /--count/)
  assert.match(await refused('--days', '367'), /--days: “367” is not a number from 1 to 366/)
  assert.match(await refused('--plan', 'gold'), /no plan “gold”; there are public/)
  assert.match(await refused('--note', 'a\nb'), /--note/)
  assert.is((await city.run('voucher', 'list', '--json')).out, '[]\n')
})

Vouchers.run()

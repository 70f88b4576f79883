import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { json, table } from '#src/commands/print.ts'

const Print = suite('commands/print')

Print('keeps columns in line, Vietnamese composed or not', () => {
  const rows = [
    ['NAME', 'OF'],
    ['Bãi Cháy', '1'],
    ['Bãi Cháy'.normalize('NFD'), '2'],
  ]
  const columns = table(rows)
    .normalize('NFC')
    .trimEnd()
    .split('\n')
    .map((line) => line.search(/\S+$/))
  assert.equal(columns, [10, 10, 10])
})

Print('leaves no space at a line’s end, and nothing for no rows', () => {
  assert.is(
    table([
      ['a', 'long'],
      ['b', ''],
    ]),
    'a  long\nb\n',
  )
  assert.is(table([]), '')
})

Print('gives programs JSON that ends its line', () => {
  assert.is(json([1]), '[\n  1\n]\n')
})

Print.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Command,
  lineUpTo,
  parsed,
  parseGiven,
  required,
  UsageError,
  wholeUpTo,
} from '#src/commands/command.ts'

const command: Command = {
  name: 'ferry add',
  about: 'Add a ferry.',
  words: ['NAME'],
  flags: { seats: { value: 'N', about: 'how many' }, fast: { about: 'not slow' } },
  run: async () => 0,
}

function refused(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    assert.instance(error, UsageError)
    return (error as Error).message
  }
  return 'taken'
}

const Commands = suite('commands/command')

Commands('reads flags and words in any order', () => {
  const given = parseGiven(command, ['--fast', 'tuan-chau', '--seats', '40'])
  assert.equal(given.words, ['tuan-chau'])
  assert.ok(given.has('fast'))
  assert.is(given.text('seats'), '40')
  assert.is(given.text('fast'), undefined)
  assert.is(parsed(given, 'seats', wholeUpTo(50), '1 to 50'), 40)
})

Commands('says what is wrong with a call', () => {
  const says = (...args: string[]) => refused(() => parseGiven(command, args))
  assert.match(says('x', '--speed', '3'), /ferry add: Unknown option '--speed'/)
  assert.match(says('x', '--seats'), /--seats.* argument missing/)
  assert.match(says('x', '--fast=yes'), /--fast' does not take an argument/)
  assert.is(says(), 'ferry add takes NAME')
  assert.is(says('x', 'y'), 'ferry add takes NAME')
  const wordless = { ...command, words: [] }
  assert.is(
    refused(() => parseGiven(wordless, ['x'])),
    'ferry add takes no further words',
  )
})

Commands('names the flag that is missing or cannot be read', () => {
  const given = parseGiven(command, ['x', '--seats', 'many'])
  assert.is(
    refused(() => parsed(given, 'seats', wholeUpTo(50), '1 to 50')),
    '--seats: “many” is not 1 to 50',
  )
  assert.is(
    refused(() => required(given, 'colour')),
    '--colour is required',
  )
  assert.is(
    refused(() => required(parseGiven(command, ['x', '--seats', '']), 'seats')),
    '--seats is required',
  )
})

Commands('takes whole numbers in digits only', () => {
  const whole = wholeUpTo(1000)
  assert.equal(['1', '1000', '007'].map(whole), [1, 1000, 7])
  for (const text of ['0', '1001', '-1', '1.0', '1e2', '0x10', ' 5', '']) {
    assert.is(whole(text), undefined, text)
  }
})

Commands('takes a line that can be shown as it is', () => {
  const line = lineUpTo(8)
  assert.is(line('  Bến tàu '), 'Bến tàu')
  for (const text of ['', '   ', 'a\nb', '\u001b[31mred', 'longer than 8']) {
    assert.is(line(text), undefined, text)
  }
})

Commands.run()

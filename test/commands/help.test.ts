import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMANDS } from '#src/commands/commands.ts'
import { explain, overview } from '#src/commands/help.ts'
import { SETTINGS } from '#src/config.ts'

const Help = suite('commands/help')

Help('shows every command and every setting on one page', () => {
  const page = overview(COMMANDS)
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  for (const { name, about } of COMMANDS) assert.match(page, `${name.padEnd(width)}  ${about}`)
  for (const [name, { usual }] of Object.entries(SETTINGS)) {
    assert.match(page, new RegExp(`PHU_SONG_${name} .*\\(${usual.replaceAll('.', '\\.')}\\)\n`))
  }
})

Help('explains each command with its words and flags', () => {
  for (const command of COMMANDS) {
    const page = explain(command)
    assert.match(page, `Usage: phu-song ${command.name}`)
    for (const word of command.words ?? []) assert.match(page, word)
    for (const [flag, { value = '', about }] of Object.entries(command.flags)) {
      assert.ok(page.includes(`--${flag} ${value}`.trimEnd()), `${command.name} --${flag}`)
      assert.ok(page.includes(about))
    }
  }
})

Help('has one way to ask for JSON, on everything that lists', () => {
  for (const { name, flags } of COMMANDS) {
    if (/ list$|^doctor$/.test(name)) assert.ok(flags['json'], name)
  }
})

Help.run()

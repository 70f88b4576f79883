#!/usr/bin/env node
import type { Shell } from './commands/command.ts'
import { COMMANDS } from './commands/commands.ts'
import { dispatch } from './commands/dispatch.ts'
import { readConfig } from './config.ts'
import { errnoSays } from './kernel/errno.ts'

const shell: Shell = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readConfig,
}

// Whatever this program writes is its owner's alone: the database, the copies, the text messages.
process.umask(0o077)

// Whoever reads the output may stop reading: `phu-song voucher issue --count 500 | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  shell.err(`The answer cannot be written: ${errnoSays(error)}\n`)
  process.exit(1)
})

process.exitCode = await dispatch(process.argv.slice(2), COMMANDS, shell)

#!/usr/bin/env node
import type { Shell } from './commands/command.ts'
import { COMMANDS } from './commands/commands.ts'
import { dispatch } from './commands/dispatch.ts'
import { readConfig } from './config.ts'

const shell: Shell = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readConfig,
}

// Whoever reads the output may stop reading: `phu-song voucher issue --count 500 | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await dispatch(process.argv.slice(2), COMMANDS, shell)

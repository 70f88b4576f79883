/** The command line of this process: its words, its output, its exit code. */
import { readConfig } from '#src/config.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import type { Shell } from './command.ts'
import { dispatch } from './dispatch.ts'
import { serve } from './serve.ts'

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

const args = process.argv.slice(2)
// A server that was killed is waited for: what the other commands lean on, it loads in its own order.
const commands = args[0] === serve.name ? [serve] : (await import('./commands.ts')).COMMANDS

process.exitCode = await dispatch(args, commands, shell)

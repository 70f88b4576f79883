import { join } from 'node:path'
import { backUp } from '#src/store/backup.ts'
import { atHome } from './at-home.ts'
import type { Command } from './command.ts'

export const backup: Command = {
  name: 'backup',
  about:
    'Copy the data folder while the server runs, and check the copy. The key file is not in it.',
  flags: { to: { value: 'FOLDER', about: 'a folder that does not exist yet (backup-TIME here)' } },
  run: (given, shell) =>
    atHome(shell, ({ database, config, clock }) => {
      const stamp = new Date(clock()).toISOString().slice(0, 19).replaceAll(':', '-')
      const target = given.text('to') ?? join(process.cwd(), `backup-${stamp}`)
      const files = backUp(database, config.data, target)
      shell.out(`${files.length} files in ${target}\n`)
      shell.out(
        `To restore: stop the server, put the folder back as ${config.data}, start it again.\n`,
      )
      shell.out(`Keep ${config.keyFile} somewhere else: without it the copy opens nothing.\n`)
      return 0
    }),
}

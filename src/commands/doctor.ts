import { checkUp, type Finding } from '#src/app/checkup.ts'
import { atHome } from './at-home.ts'
import type { Command } from './command.ts'
import { json } from './print.ts'

const MARK: Readonly<Record<Finding['verdict'], string>> = { good: '✓', warning: '!', bad: '✗' }

export const doctor: Command = {
  name: 'doctor',
  about: 'Check the data folder and the settings; the exit code is 1 when something is bad.',
  flags: { json: { about: 'answer as JSON' } },
  run: (given, shell) =>
    atHome(shell, async (house) => {
      const findings = await checkUp(house)
      if (given.has('json')) shell.out(json(findings))
      else for (const finding of findings) shell.out(lines(finding))
      return findings.some(({ verdict }) => verdict === 'bad') ? 1 : 0
    }),
}

function lines({ check, verdict, says, fix }: Finding): string {
  return `${MARK[verdict]} ${check}: ${says}\n${fix ? `    ${fix}\n` : ''}`
}

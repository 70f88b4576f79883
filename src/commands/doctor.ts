import { checkUp, type Finding } from '#src/app/checkup.ts'
import { COMMAND_TOOLS } from './at-home.ts'
import type { Command } from './command.ts'
import { json } from './print.ts'

const MARK: Readonly<Record<Finding['verdict'], string>> = { good: '✓', warning: '!', bad: '✗' }

export const doctor: Command = {
  name: 'doctor',
  about: 'Check the data folder and the settings; the exit code is 1 when something is bad.',
  flags: { json: { about: 'answer as JSON' } },
  run: async (given, { out, readConfig }) => {
    const findings = await checkUp(readConfig(), COMMAND_TOOLS)
    if (given.has('json')) out(json(findings))
    else for (const finding of findings) out(lines(finding))
    return findings.some(({ verdict }) => verdict === 'bad') ? 1 : 0
  },
}

function lines({ check, verdict, says, fix }: Finding): string {
  return `${MARK[verdict]} ${check}: ${says}\n${fix ? `    ${fix}\n` : ''}`
}

import { join } from 'node:path'
import { type House, openHouse } from '#src/app/house.ts'
import type { Shell } from '#src/commands/command.ts'
import { COMMANDS } from '#src/commands/commands.ts'
import { dispatch } from '#src/commands/dispatch.ts'
import { parseConfig } from '#src/config.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { temporaryFolder } from './house.ts'

/** What a command came to: its exit code and all it printed. */
export type Said = { readonly code: number; readonly out: string; readonly err: string }

/** A gateway at a place the city has, for `run(...GATEWAY_ADD)`. */
export const GATEWAY_ADD = [
  ['gateway', 'add', '--name', 'gw-1', '--address', '127.0.0.1', '--vendor', 'mikrotik'],
  ['--site', 'quang-truong-30-10', '--secret', 'a secret for the test'],
].flat()

/** A shell that keeps what a command prints. */
export function recordingShell(readConfig: Shell['readConfig']) {
  const [out, err]: [string[], string[]] = [[], []]
  const shell: Shell = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    readConfig,
  }
  return { shell, said: () => ({ out: out.join(''), err: err.join('') }) }
}

/** A data folder of its own and the command line over it, run in this process. */
export function openCommandLine(settings: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder()
  const environment = {
    PHU_SONG_DATA: join(folder.path, 'data'),
    PHU_SONG_KEY_FILE: join(folder.path, 'key'),
    PHU_SONG_PORTAL_URL: 'https://wifi.example',
    PHU_SONG_RADIUS_HOST: '10.0.0.1',
    ...settings,
  }
  return {
    data: environment.PHU_SONG_DATA,
    keyFile: environment.PHU_SONG_KEY_FILE,
    folder: folder.path,

    async run(...words: string[]): Promise<Said> {
      const { shell, said } = recordingShell(() => parseConfig(environment))
      const code = await dispatch(words, COMMANDS, shell)
      return { code, ...said() }
    },

    /** The house the commands work in, for what no command does. */
    house(): House {
      const tools = { clock: systemClock, entropy: systemEntropy, log: silentLog }
      return openHouse(parseConfig(environment), tools)
    },

    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const PORTS = /RADIUS\s+(\d+) authentication, (\d+) accounting/
const ANY = '127.0.0.1:0'

/** The `serve` command in a process of its own, to be killed. */
export type Server = {
  readonly authPort: number
  readonly acctPort: number
  /** `kill -9`: no handler runs, nothing is flushed. */
  readonly kill: () => Promise<void>
}

/** A data folder with what runs over it: the server and the command line, as an operator starts them. */
export function programOver(folder: string) {
  const environment = (acctPort: number) => ({
    PATH: process.env['PATH'],
    PHU_SONG_DATA: join(folder, 'data'),
    PHU_SONG_KEY_FILE: join(folder, 'key'),
    PHU_SONG_PORTAL_LISTEN: ANY,
    PHU_SONG_ADMIN_LISTEN: ANY,
    PHU_SONG_RADIUS_AUTH_LISTEN: ANY,
    PHU_SONG_RADIUS_ACCT_LISTEN: `127.0.0.1:${acctPort}`,
  })
  return {
    /** Runs one command to its end and gives what it printed; throws when it failed. */
    async command(...words: string[]): Promise<string> {
      const run = promisify(execFile)
      const { stdout } = await run(process.execPath, [MAIN, ...words], { env: environment(0) })
      return stdout
    },

    /** Starts the server; resolves when it answers. Port 0 is any. */
    async serve(acctPort = 0): Promise<Server> {
      const child = spawn(process.execPath, [MAIN, 'serve'], {
        env: environment(acctPort),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const ended = once(child, 'exit')
      const [auth, acct] = await portsOf(child)
      return {
        authPort: auth,
        acctPort: acct,
        async kill() {
          child.kill('SIGKILL')
          await ended
        },
      }
    },
  }
}

async function portsOf(child: ChildProcess): Promise<[auth: number, acct: number]> {
  let said = ''
  for (const output of [child.stdout, child.stderr]) output?.on('data', (text) => (said += text))
  return await new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [, auth, acct] = PORTS.exec(said) ?? []
      if (auth) resolve([Number(auth), Number(acct)])
    })
    child.once('exit', () => reject(new Error(`the server ended: ${said}`)))
  })
}

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { NODE_ENVIRONMENT, NODE_FLAGS } from '#src/node-start.mjs'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const PORTS = /RADIUS\s+(\d+) authentication, (\d+) accounting/
const WEB = /listening on (http:\S+)\)/g
const ANY = '127.0.0.1:0'

/** How a process ended. */
export type Ending = { readonly code: number | null; readonly signal: string | null }

/** The `serve` command in a process of its own, to be stopped or killed. */
export type Server = {
  readonly pid: number
  readonly authPort: number
  readonly acctPort: number
  readonly portalUrl: string
  readonly adminUrl: string
  /** All it printed so far, and all it logged. */
  readonly said: () => string
  /** SIGTERM, as a service manager ends it. */
  readonly stop: () => Promise<Ending>
  /** `kill -9`: no handler runs, nothing is flushed. */
  readonly kill: () => Promise<Ending>
}

/** A data folder with what runs over it: the server and the command line, as an operator starts them. */
export function programOver(folder: string, settings: Readonly<Record<string, string>> = {}) {
  const environment = (acctPort: number) => ({
    PATH: process.env['PATH'],
    ...NODE_ENVIRONMENT,
    PHU_SONG_DATA: join(folder, 'data'),
    PHU_SONG_KEY_FILE: join(folder, 'key'),
    PHU_SONG_PORTAL_LISTEN: ANY,
    PHU_SONG_ADMIN_LISTEN: ANY,
    PHU_SONG_RADIUS_AUTH_LISTEN: ANY,
    PHU_SONG_RADIUS_ACCT_LISTEN: `127.0.0.1:${acctPort}`,
    ...settings,
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
      const child = spawn(process.execPath, [...NODE_FLAGS, MAIN, 'serve'], {
        env: environment(acctPort),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const ended = once(child, 'exit')
      const said = recorded(child)
      const end = async (signal: NodeJS.Signals) => {
        child.kill(signal)
        const [code, by] = await ended
        return { code, signal: by }
      }
      await ready(child, said)
      const [, auth, acct] = PORTS.exec(said()) ?? []
      const [portalUrl = '', adminUrl = ''] = Array.from(
        said().matchAll(WEB),
        ([, url = '']) => url,
      )
      return {
        pid: child.pid ?? 0,
        authPort: Number(auth),
        acctPort: Number(acct),
        portalUrl,
        adminUrl,
        said,
        stop: () => end('SIGTERM'),
        kill: () => end('SIGKILL'),
      }
    },
  }
}

function recorded(child: ChildProcess): () => string {
  const said: string[] = []
  for (const output of [child.stdout, child.stderr]) {
    output?.on('data', (text) => void said.push(String(text)))
  }
  return () => said.join('')
}

async function ready(child: ChildProcess, said: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (PORTS.test(said())) resolve()
    })
    child.once('exit', () => reject(new Error(`the server ended: ${said()}`)))
  })
}

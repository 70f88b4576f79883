import { execFileSync } from 'node:child_process'
import { chownSync, closeSync, globSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Running, Workbench } from './workbench.ts'

/** A PostgreSQL cluster of ours alone: its socket's folder is its address, and nobody else may enter. */
export type Postgres = Running & {
  readonly host: string
  readonly port: number
  /** Runs SQL, or several statements of it. */
  readonly sql: (script: string) => void
}

export const POSTGRES_USER = 'radius'

/** A socket needs a port for its name only. */
const PORT = 5432
const READY_MS = 20_000
/** No program of ours takes this long, unless it is stuck. */
const PROGRAM_MS = 60_000

/** The folder of PostgreSQL's programs, newest version first; nothing when it is not installed. */
export function postgresPrograms(): string | undefined {
  const found = globSync('/usr/lib/postgresql/*/bin/initdb').sort(
    (a, b) => versionOf(b) - versionOf(a),
  )[0]
  return found && dirname(found)
}

/** Makes a cluster as `initdb` would and starts it: default settings, so every commit is synced. */
export async function startPostgres(bench: Workbench, programs: string): Promise<Postgres> {
  const folder = bench.room('postgres')
  const owner = ownerOf(folder)
  const data = join(folder, 'data')
  const initdb = ['-D', data, '-U', POSTGRES_USER, '-A', 'trust', '-E', 'UTF8', '--locale=C']
  execFileSync(join(programs, 'initdb'), initdb, {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
    timeout: PROGRAM_MS,
  })

  const log = openSync(join(folder, 'log'), 'w')
  const running = bench.run(
    join(programs, 'postgres'),
    ['-D', data, '-k', folder, '-p', String(PORT), '-c', 'listen_addresses='],
    { ...owner, cwd: folder, stdio: ['ignore', log, log] },
    // Its word for: end now, but in good order.
    'SIGINT',
  )
  closeSync(log)
  const sql = (script: string) => {
    const args = ['-h', folder, '-p', String(PORT), '-U', POSTGRES_USER, '-d', 'postgres', '-q']
    execFileSync(join(programs, 'psql'), [...args, '-v', 'ON_ERROR_STOP=1'], {
      input: script,
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: PROGRAM_MS,
    })
  }
  await ready(() => sql('SELECT 1'))
  return { ...running, host: folder, port: PORT, sql }
}

/** PostgreSQL refuses to run as root: then its package's own user owns the folder. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (which: '-u' | '-g') => Number(execFileSync('id', [which, 'postgres']).toString())
  const owner = { uid: id('-u'), gid: id('-g') }
  chownSync(folder, owner.uid, owner.gid)
  return owner
}

async function ready(ask: () => void): Promise<void> {
  const until = performance.now() + READY_MS
  for (;;) {
    try {
      return ask()
    } catch (error) {
      if (performance.now() > until) throw error
      await wait(100)
    }
  }
}

function versionOf(path: string): number {
  return Number(/\/postgresql\/(\d+)\//.exec(path)?.[1] ?? 0)
}

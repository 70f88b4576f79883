// Runs before every npm script, on whatever Node the machine has (20 is enough): plain JavaScript only.
// Installs the packages when they are missing or older than the lockfile, and is silent otherwise.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const INSTALLED = 'node_modules/.package-lock.json'
const LOCKFILE = 'package-lock.json'

const fresh = existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(LOCKFILE).mtimeMs

if (!fresh) {
  console.error('Installing packages (once, or when the lockfile changed) …')
  const npm = process.env.npm_execpath
  const [command, args] = npm ? [process.execPath, [npm, 'ci']] : ['npm', ['ci']]
  const { status } = spawnSync(command, [...args, '--no-audit', '--no-fund'], {
    stdio: ['ignore', 2, 2],
  })
  process.exit(status ?? 1)
}

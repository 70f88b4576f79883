#!/usr/bin/env node
// Runs main.ts on the Node that comes with this program, whatever Node the machine has (20 is common
// and cannot read TypeScript). Plain JavaScript only.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { NODE_ENVIRONMENT, NODE_FLAGS } from './node-start.mjs'

const child = spawn(
  nodeOfOurs(),
  [...NODE_FLAGS, fileURLToPath(new URL('main.ts', import.meta.url)), ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, ...NODE_ENVIRONMENT } },
)
// A terminal's Ctrl+C reaches the child by itself; a service manager signals only this process.
process.on('SIGINT', () => undefined)
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal]
})

function nodeOfOurs() {
  try {
    return createRequire(import.meta.url).resolve('node/bin/node')
  } catch {
    process.stderr.write(
      'The packages are not installed: run `npm ci` in the folder of Phủ Sóng.\n',
    )
    process.exit(1)
  }
}

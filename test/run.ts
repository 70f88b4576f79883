/**
 * Runs every `*.test.ts`, or those whose path holds one of the arguments, and ends with
 * `N passed, N failed, N skipped`. A pattern that matches nothing, a file that declares no test and a
 * suite that never ends are failures.
 */
import { globSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** What uvu keeps for its own command line: for each file, functions that run a suite. */
type SuiteRun = () => Promise<
  [errors: string | true, passed: number, skipped: number, total: number]
>
declare global {
  var UVU_DEFER: number
  var UVU_INDEX: number
  var UVU_QUEUE: (SuiteRun | string)[][]
}

const SUITE_SECONDS_MAX = 120

const wanted = process.argv.slice(2)
const files = globSync('test/**/*.test.ts')
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort()

globalThis.UVU_DEFER = 1
globalThis.UVU_QUEUE = []

const totals = { passed: 0, failed: 0, skipped: 0 }

for (const [index, file] of files.entries()) await runFile(file, index)
if (files.length === 0) fail(`no test file matches ${wanted.join(' ')}`)

process.stdout.write(
  `\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`,
)
process.exit(totals.failed > 0 ? 1 : 0)

async function runFile(file: string, index: number): Promise<void> {
  globalThis.UVU_INDEX = index
  globalThis.UVU_QUEUE[index] = []
  try {
    await import(pathToFileURL(file).href)
  } catch (error) {
    fail(`${file} cannot be loaded: ${(error as Error).stack}`)
    return
  }
  const suites = globalThis.UVU_QUEUE[index].filter((entry) => typeof entry === 'function')
  if (suites.length === 0) fail(`${file} runs no suite`)
  for (const run of suites) await runSuite(file, run)
}

async function runSuite(file: string, run: SuiteRun): Promise<void> {
  const watchdog = setTimeout(() => {
    fail(`${file} did not end within ${SUITE_SECONDS_MAX} s`)
    process.exit(1)
  }, SUITE_SECONDS_MAX * 1000)
  try {
    const [errors, passed, skipped, total] = await run()
    totals.passed += passed
    totals.failed += total - passed
    totals.skipped += skipped
    if (errors !== true) process.stdout.write(`\n${errors}\n`)
  } catch (error) {
    fail(`${file}: ${(error as Error).stack}`)
  } finally {
    clearTimeout(watchdog)
  }
}

function fail(says: string): void {
  totals.failed++
  process.stdout.write(`FAIL ${says}\n`)
}

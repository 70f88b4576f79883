/**
 * `npm run bench -- radius|portal`: what the servers do here, one JSON line a figure.
 */
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { printMachine } from './figures.ts'
import { benchPortal } from './portal.ts'
import { benchRadius } from './radius.ts'
import { UnfitFolder, Workbench } from './workbench.ts'

const SECONDS = 5
const SECONDS_MAX = 60

const HELP = `Usage: npm run bench -- radius|portal [--seconds N] [--folder PATH]

  radius   authentications and durable accounting a second, ours and, where they are
           installed, FreeRADIUS with PostgreSQL and FreeRADIUS in memory, with the ratios
  portal   the sign-in page a redirected phone sees first

  --seconds N    length of each of the three runs whose median is printed, 1 to ${SECONDS_MAX} (${SECONDS})
  --folder PATH  an existing folder on a disk, for temporary data (${tmpdir()})

Prints one JSON line a figure: {"figure", "value", "unit", …}. Closed loop, 64 in flight,
loopback only, every answer verified; all servers sync every commit to the disk, but for
FreeRADIUS in memory. "loadCpu" is the share of a core the load itself took.
`

const BENCHES: Readonly<Record<string, (bench: Workbench, seconds: number) => Promise<void>>> = {
  radius: benchRadius,
  portal: benchPortal,
}

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const given = read(args)
  if (typeof given === 'string') return misused(given)
  if (given.isHelp) {
    process.stdout.write(HELP)
    return 0
  }
  try {
    await using bench = new Workbench(given.folder)
    printMachine(bench.folder)
    await given.bench(bench, given.seconds)
    return 0
  } catch (error) {
    if (error instanceof UnfitFolder) return misused(`--folder: ${error.message}`)
    throw error
  }
}

function misused(says: string): number {
  process.stderr.write(`${says}\nSee --help.\n`)
  return 2
}

/** The arguments, or a sentence on what is wrong with them. */
function read(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seconds: { type: 'string', default: String(SECONDS) },
        folder: { type: 'string', default: tmpdir() },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const { folder, help: isHelp } = values
    const [name = isHelp ? 'radius' : '', ...others] = positionals
    const bench = BENCHES[name]
    const seconds = Number(values.seconds)
    if (!bench || others.length > 0) {
      return `There is no bench “${positionals.join(' ')}”; there are: ${Object.keys(BENCHES).join(', ')}`
    }
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > SECONDS_MAX) {
      return `--seconds ${values.seconds} is not a whole number from 1 to ${SECONDS_MAX}`
    }
    return { bench, seconds, folder, isHelp }
  } catch (error) {
    return (error as Error).message
  }
}

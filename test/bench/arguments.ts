import { parseArgs } from 'node:util'
import { PARTS, type Part } from './radius.ts'

const BENCHES = ['radius', 'portal', 'soak', 'storm', 'kill', 'fuzz'] as const
type Bench = (typeof BENCHES)[number]

/** What was asked for, each within its bounds. */
export type Given = {
  readonly bench: Bench
  readonly folder: string
  readonly seconds: number
  readonly only: readonly Part[] | undefined
  readonly minutes: number
  readonly rate: number
  readonly times: number
  readonly graph: string | undefined
}

/** Whole numbers, each with its usual value and its bounds. */
const NUMBERS = {
  seconds: { usual: 5, from: 1, to: 60 },
  minutes: { usual: 20, from: 1, to: 24 * 60 },
  rate: { usual: 2000, from: 2, to: 20_000 },
  times: { usual: 200, from: 1, to: 10_000 },
} as const
type NumberName = keyof typeof NUMBERS

export const HELP = `Usage: npm run bench -- radius|portal|soak|storm|kill|fuzz [options]

  radius   every figure RADIUS is held to, and, where they are installed, those of FreeRADIUS
           with PostgreSQL and of FreeRADIUS in memory, with the ratios; ends with a table
  portal   the sign-in page a redirected phone sees first
  soak     the server for many minutes at a set pace, with the portal's pages: memory, p99, loss
  storm    power returns: 200 gateways and their phones come back at once
  kill     \`kill -9\` at random moments under load: what was acknowledged, what is counted
  fuzz     everything parsed before authentication, against what nobody should send

  --seconds N    length of each measured run, ${bounds('seconds')}
  --only A,B     some of radius: ${PARTS.join(', ')}
  --minutes N    of soak and fuzz, ${bounds('minutes')}
  --rate N       requests a second of soak, ${bounds('rate')}
  --graph PATH   where soak draws memory and p99 over time, as SVG
  --times N      of kill, ${bounds('times')}
  --folder PATH  an existing folder on a disk, for temporary data

Prints one JSON line a figure: {"figure", "value", "unit", …}. Loopback only; all servers sync
every commit to the disk, but for FreeRADIUS in memory. Requests are signed before a closed
loop begins, and one reply in 16 is verified, so that the load costs less than what it measures;
"loadCpu" is the share of a core it took. "cpuMicroseconds" is what one request took of the
server's processors, which a busy machine blurs less than it does rates.
`

/** The arguments, `help`, or a sentence on what is wrong with them. */
export function read(
  args: readonly string[],
  usualFolder: string,
): Given | 'help' | { readonly wrong: string } {
  try {
    return parsed(args, usualFolder)
  } catch (error) {
    return { wrong: (error as Error).message }
  }
}

function parsed(args: readonly string[], usualFolder: string): Given | 'help' {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: text,
      minutes: text,
      rate: text,
      times: text,
      only: text,
      graph: text,
      folder: text,
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const [name = '', ...others] = positionals
  const bench = BENCHES.find((one) => one === name)
  if (!bench || others.length > 0) {
    throw new Error(
      `There is no bench “${positionals.join(' ')}”; there are: ${BENCHES.join(', ')}`,
    )
  }
  const number = (option: NumberName) => numberOf(option, values[option])
  return {
    bench,
    folder: values.folder ?? usualFolder,
    seconds: number('seconds'),
    minutes: number('minutes'),
    rate: number('rate'),
    times: number('times'),
    only: values.only?.split(',').map(partNamed),
    graph: values.graph,
  }
}

function numberOf(option: NumberName, text: string | undefined): number {
  const { usual, from, to } = NUMBERS[option]
  const number = text === undefined ? usual : Number(text)
  if (Number.isInteger(number) && number >= from && number <= to) return number
  throw new Error(`--${option} ${text} is not a whole number from ${from} to ${to}`)
}

function partNamed(name: string): Part {
  const part = PARTS.find((one) => one === name)
  if (!part) throw new Error(`--only ${name}: there are ${PARTS.join(', ')}`)
  return part
}

function bounds(option: NumberName): string {
  const { usual, from, to } = NUMBERS[option]
  return `${from} to ${to} (${usual})`
}

/** `npm run bench -- radius|portal|…`: what the servers do here, one JSON line a figure. */
import { tmpdir } from 'node:os'
import { type Given, HELP, read } from './arguments.ts'
import { print, printMachine } from './figures.ts'
import { benchFuzz } from './fuzz.ts'
import { benchKill } from './kill.ts'
import { watchOthers } from './others.ts'
import { benchPortal } from './portal.ts'
import { benchRadius } from './radius.ts'
import { benchSoak } from './soak.ts'
import { benchStorm } from './storm.ts'
import { UnfitFolder, Workbench } from './workbench.ts'

const BENCHES: Readonly<Record<Given['bench'], (given: Given) => Promise<void>>> = {
  radius: ({ folder, seconds, only }) => benchRadius(() => new Workbench(folder), seconds, only),
  portal: async ({ folder, seconds }) => {
    await using bench = new Workbench(folder)
    await benchPortal(bench, seconds)
  },
  soak: async (given) => {
    await using bench = new Workbench(given.folder)
    await benchSoak(bench, given)
  },
  storm: ({ folder, seconds }) => benchStorm(() => new Workbench(folder), seconds),
  kill: async ({ folder, times }) => {
    await using bench = new Workbench(folder)
    await benchKill(bench, times)
  },
  fuzz: async ({ minutes }) => benchFuzz(minutes),
}

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const given = read(args, tmpdir())
  if (given === 'help') {
    process.stdout.write(HELP)
    return 0
  }
  if ('wrong' in given) return misused(given.wrong)
  try {
    {
      await using bench = new Workbench(given.folder)
      printMachine(bench.folder)
    }
    const others = watchOthers()
    await BENCHES[given.bench](given)
    const { stealPercent, kernelPercent, kernelThread } = others()
    print('machine.steal', stealPercent ?? Number.NaN, '%', {
      says: 'processor time that the host gave to others meanwhile',
    })
    print('machine.kernel', kernelPercent ?? Number.NaN, '%', {
      says: "of a processor that the busiest of the kernel's own threads took meanwhile",
      thread: kernelThread,
    })
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

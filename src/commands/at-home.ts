import { userInfo } from 'node:os'
import { type House, openHouse, type Tools } from '#src/app/house.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import type { Shell } from './command.ts'

/** What a command does its work with: the machine's clock and chance, and no log beside its answer. */
export const COMMAND_TOOLS: Tools = {
  clock: systemClock,
  entropy: systemEntropy,
  log: silentLog,
}

/**
 * Opens the house of the shell's settings for one command, and closes it. A server may be running on
 * the same folder: each sees at once what the other commits.
 */
export async function atHome<T>(
  { readConfig }: Pick<Shell, 'readConfig'>,
  work: (house: House) => Promise<T> | T,
): Promise<T> {
  using house = openHouse(readConfig(), COMMAND_TOOLS)
  return await work(house)
}

/** Whom the audit trail names for a command: the system account that ran it. */
export function commandLineActor(): string {
  return `command-line:${userInfo().username}`
}

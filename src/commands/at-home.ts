import { userInfo } from 'node:os'
import { type House, openHouse } from '#src/app/house.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import type { Shell } from './command.ts'

/**
 * Opens the house of the shell's settings for one command, and closes it. A server may be running on
 * the same folder: each sees at once what the other commits.
 */
export async function atHome<T>(
  { readConfig }: Pick<Shell, 'readConfig'>,
  work: (house: House) => Promise<T> | T,
): Promise<T> {
  using house = openHouse(readConfig(), {
    clock: systemClock,
    entropy: systemEntropy,
    log: silentLog,
  })
  return await work(house)
}

/** Whom the audit trail names for a command: the system account that ran it. */
export function commandLineActor(): string {
  return `command-line:${userInfo().username}`
}

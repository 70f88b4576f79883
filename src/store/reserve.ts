import { open, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Millis } from '#src/kernel/clock.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Entropy } from '#src/kernel/random.ts'

const MEBIBYTE = 1024 * 1024

/** Kept out of everybody's reach while the disk has room, and given up for sign-ins when it has none. */
export const RESERVE_OCTETS = 32 * MEBIBYTE

/** With less than this free the reserve is given up: what a city at its busiest writes between two looks. */
export const FREE_OCTETS_MIN = 16 * MEBIBYTE

/** It is made when so much is free, so that nothing is given up for having been made. */
const FREE_OCTETS_TO_KEEP = RESERVE_OCTETS + 2 * FREE_OCTETS_MIN

const LOOK_MS: Millis = 250

/** A disk as a reserve sees it. Each rejects as the file system does. */
export type Space = {
  readonly freeOctets: () => Promise<number>
  readonly isKept: () => Promise<boolean>
  /** Takes the room, or rejects and takes none. */
  readonly keep: () => Promise<void>
  readonly giveUp: () => Promise<void>
}

/** The file `reserve` of a folder. Its octets are random, or a file system that packs them would keep none. */
export function spaceIn(folder: string, entropy: Entropy): Space {
  const path = join(folder, 'reserve')
  const giveUp = () => rm(path, { force: true })
  return {
    async freeOctets() {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
    isKept: () =>
      stat(path).then(
        ({ size }) => size === RESERVE_OCTETS,
        () => false,
      ),
    async keep() {
      try {
        await fill(path, entropy)
      } catch (error) {
        await giveUp()
        throw error
      }
    },
    giveUp,
  }
}

/** Whether a server over this folder takes accounting, or could as soon as it looks. */
export async function hasRoomIn({ isKept, freeOctets }: Omit<Space, 'keep' | 'giveUp'>) {
  const needed = (await isKept()) ? FREE_OCTETS_MIN : FREE_OCTETS_TO_KEEP
  return (await freeOctets()) >= needed
}

/**
 * Room on the disk for what must go on when it is full: people sign in, officers decide. What can wait,
 * because gateways say it again, waits for as long as the reserve is given up: so a disk that fills
 * with accounting, or with somebody else's files, still has 32 MiB for thousands of sign-ins.
 */
export class Reserve implements Disposable {
  readonly #space: Space
  readonly #log: Log
  #isKept = false
  #isLooking = false
  #hasOpened = false
  #said: string | undefined
  #timer: NodeJS.Timeout | undefined

  private constructor(space: Space, log: Log) {
    this.#space = space
    this.#log = log
  }

  /** Looks once, then four times a second. A disk that is full already keeps nobody from starting. */
  static async open(space: Space, log: Log): Promise<Reserve> {
    const reserve = new Reserve(space, log)
    reserve.#isKept = await space.isKept()
    await reserve.look()
    if (!reserve.#isKept) log('app.disk-full', { says: WITHOUT })
    reserve.#hasOpened = true
    reserve.#timer = setInterval(() => void reserve.look(), LOOK_MS)
    return reserve
  }

  /** Whether what can wait may be written. Costs nothing to ask. */
  get isKept(): boolean {
    return this.#isKept
  }

  /** Gives the reserve up, or takes it back, as the disk has it now. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      await this.#look(await this.#space.freeOctets())
      this.#said = undefined
    } catch (error) {
      const says = errnoSays(error)
      if (says !== this.#said) this.#log('app.reserve-failed', { says })
      this.#said = says
    } finally {
      this.#isLooking = false
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  async #look(freeOctets: number): Promise<void> {
    if (freeOctets < FREE_OCTETS_MIN) {
      this.#becomes(false, freeOctets)
      await this.#space.giveUp()
    } else if (!this.#isKept && freeOctets >= FREE_OCTETS_TO_KEEP) {
      await this.#space.keep()
      this.#becomes(true, freeOctets)
    }
  }

  #becomes(isKept: boolean, freeOctets: number): void {
    if (isKept === this.#isKept) return
    this.#isKept = isKept
    if (!this.#hasOpened) return
    if (isKept) this.#log('app.disk-has-room', { freeOctets, says: 'accounting is taken again' })
    else this.#log('app.disk-full', { freeOctets, says: WITHOUT })
  }
}

const WITHOUT = 'accounting is not taken until there is room; what is left is for sign-ins'

async function fill(path: string, entropy: Entropy): Promise<void> {
  // A generator gives 64 KiB at a time; what repeats after a mebibyte is packed by nobody.
  const some = Buffer.concat(Array.from({ length: 16 }, () => entropy(MEBIBYTE / 16)))
  await using file = await open(path, 'w', 0o600)
  for (let written = 0; written < RESERVE_OCTETS; ) {
    const { bytesWritten } = await file.write(some)
    written += bytesWritten
  }
}

import { basename, dirname } from 'node:path'
import type { Seeded } from '#src/simulator/seeded.ts'
import type { Disk, DiskFile } from '#src/store/disk.ts'

/**
 * How an operation goes wrong: it did nothing; it did some of it (a disk that fills up); or all is written
 * and the sync fails, so that the kernel may have dropped any of it.
 */
export const FAILURES = ['refused', 'short', 'unsynced'] as const
export type Failure = (typeof FAILURES)[number]

/** Octets a disk writes whole or not at all. */
const SECTOR = 64

/** What the platter holds of a file, and what was only ever handed to it. */
type Inode = { kept: Buffer; unsure: Buffer }

class DiskError extends Error {
  readonly code: string

  constructor(code: 'EIO' | 'ENOSPC') {
    super(`${code}: the disk that fails`)
    this.code = code
  }
}

/**
 * A disk in memory that keeps what it promised and nothing else: it fails the operation it is told to, can
 * be full, and after a power cut holds of everything unpromised whatever chance leaves of it.
 */
export class SimDisk implements Disk {
  /** While true nothing can be written. */
  isFull = false
  /** Operations begun so far. */
  operations = 0
  readonly #chance: Seeded
  readonly #names = new Map<string, Inode>()
  /** Names that were removed, and no sync has made that last. */
  readonly #removed = new Map<string, Inode>()
  #failing: { readonly at: number; readonly how: Failure } | undefined
  #cutAt = Number.POSITIVE_INFINITY
  #onCut: () => void = () => undefined

  constructor(chance: Seeded) {
    this.#chance = chance
  }

  /** Fails the operation of that number, counted from 1, once. */
  fail(at: number, how: Failure): void {
    this.#failing = { at, how }
  }

  /** Cuts the power in the middle of the operation of that number: it and all later ones never end. */
  cutAt(at: number): Promise<void> {
    this.#cutAt = at
    return new Promise((cut) => {
      this.#onCut = cut
    })
  }

  get hasFailed(): boolean {
    return this.#failing !== undefined && this.operations >= this.#failing.at
  }

  list(folder: string): string[] {
    return [...this.#names.keys()]
      .filter((path) => dirname(path) === folder)
      .map((path) => basename(path))
  }

  read(path: string): Buffer {
    const inode = this.#names.get(path)
    if (!inode) throw new DiskError('EIO')
    return Buffer.concat([inode.kept, inode.unsure])
  }

  async create(path: string): Promise<DiskFile> {
    const before = this.#names.get(path)
    const inode: Inode = { kept: Buffer.alloc(0), unsure: Buffer.alloc(0) }
    await this.#operate((how) => {
      if (how === 'refused') return
      this.#names.set(path, inode)
      // Until the name is synced, what went by it before may come back.
      if (before) this.#removed.set(path, before)
    })
    this.#removed.delete(path)
    return {
      append: (octets) => this.#append(inode, Buffer.from(octets)),
      close: () => this.#operate(() => undefined),
    }
  }

  async remove(path: string): Promise<void> {
    await this.#operate((how) => {
      const inode = this.#names.get(path)
      if (how === 'refused' || !inode) return
      this.#names.delete(path)
      this.#removed.set(path, inode)
    })
  }

  /** What is there when the power comes back. The old disk is of no more use. */
  afterPowerCut(): SimDisk {
    const disk = new SimDisk(this.#chance)
    for (const [path, inode] of this.#names) disk.#names.set(path, this.#survived(inode))
    for (const [path, inode] of this.#removed) {
      if (this.#chance.chance(0.5)) disk.#names.set(path, this.#survived(inode))
    }
    return disk
  }

  #survived({ kept, unsure }: Inode): Inode {
    return { kept: Buffer.concat([kept, this.#leftOf(unsure)]), unsure: Buffer.alloc(0) }
  }

  /** Each sector of what was never promised is there, or is not; the end may be missing. */
  #leftOf(unsure: Buffer): Buffer {
    const end = this.#chance.whole(0, unsure.length)
    const left = Buffer.from(unsure.subarray(0, end))
    for (let at = 0; at < left.length; at += SECTOR) {
      if (this.#chance.chance(0.3)) left.fill(0, at, Math.min(at + SECTOR, end))
    }
    return left
  }

  async #append(inode: Inode, octets: Buffer): Promise<void> {
    // The disk begins to write before it has promised anything.
    inode.unsure = Buffer.concat([inode.unsure, octets])
    await this.#operate((how) => {
      const before = inode.unsure.subarray(0, inode.unsure.length - octets.length)
      if (how === 'refused') inode.unsure = before
      if (how === 'short') {
        const some = octets.subarray(0, this.#chance.whole(0, octets.length))
        inode.unsure = Buffer.concat([before, some])
      }
      if (how !== undefined) return
      // A sync that succeeds promises nothing of what an earlier one failed to keep.
      const holed = Buffer.concat([this.#leftOf(before), Buffer.alloc(before.length)])
      inode.kept = Buffer.concat([inode.kept, holed.subarray(0, before.length), octets])
      inode.unsure = Buffer.alloc(0)
    })
  }

  /** One operation: takes a turn of the event loop, then is done, whole or not. */
  async #operate(carryOut: (how: Failure | undefined) => void): Promise<void> {
    const number = ++this.operations
    if (number >= this.#cutAt) {
      this.#onCut()
      await new Promise(() => undefined)
    }
    await new Promise(setImmediate)
    const isDue = this.#failing?.at === number
    const how = isDue ? this.#failing?.how : this.isFull ? 'short' : undefined
    carryOut(how)
    if (how) throw new DiskError(how === 'unsynced' ? 'EIO' : 'ENOSPC')
  }
}

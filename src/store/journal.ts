import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { assert } from '#src/kernel/assert.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Disk, DiskFile } from './disk.ts'

/** A new segment is begun after so much; the old one goes when the database holds all of it. */
const SEGMENT_OCTETS = 16 * 1024 * 1024

/** What may wait for the disk at once: a second of the busiest city, while a slow disk takes a breath. */
const WAITING_OCTETS_MAX = 4 * 1024 * 1024

/** Entries the database may be behind: what a start has to do again, and what memory has to hold. */
const UNSETTLED_MAX = 200_000

/** Length and CRC-32 of the payload, each an unsigned 32-bit number, most significant octet first. */
const HEADER_OCTETS = 8

const ENDING = '.journal'

/** Takes an entry that an earlier process wrote and did not settle. */
export type Replay = (payload: string) => void

/** One kind of entry. `write` resolves with what `work` returned, once the disk holds the payload. */
export type Book = {
  readonly write: <T>(payload: string, work: () => T) => Promise<T>
}

type Turn = {
  readonly letter: number
  readonly payload: string
  readonly work: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (reason: unknown) => void
}

type Segment = {
  readonly file: DiskFile
  readonly path: string
  readonly first: number
  octets: number
}

/**
 * What must be on disk before it is answered, before the database has it: the database then takes it in
 * large, lazy transactions.
 *
 * Entries are numbered from 1 and appended to segments, `000000000001.journal` named by its first.
 * While one batch is being written the next collects: the busier the city, the larger the batch.
 * `work` runs once the entry is durable, in the order of the entries, so what is in memory is always
 * what a replay of the disk would make of it. An entry counts as settled when the database's commit
 * says so; its segment is then removed.
 *
 * A write that fails rejects its batch and no other. Whatever it left behind is never touched again (a
 * kernel may forget what it failed to sync): the next batch begins a new segment, whose name tells
 * how many entries the one before must hold. So a disk that fills up refuses, and once there is room
 * it goes on, without anyone's help.
 */
export class Journal implements AsyncDisposable {
  readonly #disk: Disk
  readonly #folder: string
  readonly #books = new Map<string, Replay>()
  #segment: Segment | undefined
  #sealed: { readonly path: string; readonly last: number }[] = []
  #waiting: Turn[] = []
  #waitingOctets = 0
  #writing: Promise<void> | undefined
  #octets = Buffer.alloc(64 * 1024)
  /** The last entry that is on disk. Its work may be waiting for its turn still. */
  #written: number
  #applied: number
  #settled: number

  /** `settled` is the last entry the database says it holds. Reads nothing until `recover`. */
  constructor(disk: Disk, folder: string, settled: number) {
    this.#disk = disk
    this.#folder = folder
    this.#written = settled
    this.#applied = settled
    this.#settled = settled
  }

  /** The last entry whose work is done: what a commit of all that is pending settles. */
  get applied(): number {
    return this.#applied
  }

  /** Entries whose work is done and which the database is not known to hold. */
  get unsettled(): number {
    return this.#applied - this.#settled
  }

  /** Whether a segment would go if what is applied were settled, in a commit that the disk holds. */
  get hasSealed(): boolean {
    return this.#sealed.some(({ last }) => last <= this.#applied)
  }

  /** Opens the book whose entries begin with this letter. All books are opened before `recover`. */
  book(letter: string, replay: Replay): Book {
    assert(/^[a-z]$/.test(letter) && !this.#books.has(letter), 'each book has a letter of its own')
    this.#books.set(letter, replay)
    const code = letter.charCodeAt(0)
    return { write: (payload, work) => this.#write(code, payload, work) }
  }

  /**
   * Replays what an earlier process was stopped before settling, in order, and tells how many entries
   * that was. A torn end is where it was stopped; anything else that is not whole is a `Fault`.
   */
  recover(): number {
    const before = this.#applied
    const segments = this.#segments()
    for (const [i, { path, first }] of segments.entries()) {
      const entries = [...entriesOf(this.#read(path))]
      const next = segments[i + 1]?.first ?? first + entries.length
      // A power cut may bring back a segment that was removed, and not the one behind it.
      const isNeeded = next - 1 > this.#applied
      if (isNeeded && next - first > entries.length)
        throw damaged(path, `entry ${first + entries.length}`)
      if (isNeeded && first > this.#applied + 1)
        throw damaged(path, `its beginning: ${this.#applied + 1} is missing`)
      for (let n = Math.max(first, this.#applied + 1); n < next; n++) {
        this.#replay(path, entries[n - first] ?? '')
        this.#applied = n
      }
      if (next > first) this.#sealed.push({ path, last: next - 1 })
    }
    this.#written = this.#applied
    return this.#applied - before
  }

  /** Notes that the database has all entries up to this one; `durably` when the disk holds its commit. */
  async settled(last: number, durably: boolean): Promise<void> {
    this.#settled = last
    if (!durably) return
    const gone = this.#sealed.filter((segment) => segment.last <= last)
    this.#sealed = this.#sealed.filter((segment) => segment.last > last)
    // One that cannot be removed is read at the next start, and goes then.
    for (const { path } of gone) await this.#disk.remove(path).catch(() => undefined)
  }

  /** Lets what is being written be written, then closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing
    await this.#seal()
  }

  #write<T>(letter: number, payload: string, work: () => T): Promise<T> {
    if (this.#waitingOctets >= WAITING_OCTETS_MAX || this.#isTooFarAhead()) {
      const says = `${this.#folder} takes no more until the disk has caught up`
      return Promise.reject(new Fault('store/full', { file: this.#folder, says }))
    }
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ letter, payload, work, resolve, reject })
      this.#waitingOctets += payload.length
      this.#writing ??= new Promise(setImmediate).then(() => this.#writeWaiting())
    })
  }

  #isTooFarAhead(): boolean {
    return this.unsettled + this.#waiting.length >= UNSETTLED_MAX
  }

  async #writeWaiting(): Promise<void> {
    let written: readonly Turn[] = []
    while (this.#waiting.length + written.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      this.#waitingOctets = 0
      const append = batch.length > 0 ? this.#append(this.#encoded(batch)) : undefined
      // What is written has its turn while the disk has the next, so that neither waits for the other.
      for (const turn of written) this.#apply(turn)
      written = append && (await this.#isOnDisk(append, batch)) ? batch : []
    }
    this.#writing = undefined
  }

  async #isOnDisk(append: Promise<void>, batch: readonly Turn[]): Promise<boolean> {
    try {
      await append
      this.#written += batch.length
      return true
    } catch (error) {
      await this.#seal()
      const says = `${this.#folder} cannot be written: ${errnoSays(error)}`
      const fault = new Fault('store/full', { file: this.#folder, says }, error)
      for (const { reject } of batch) reject(fault)
      return false
    }
  }

  #apply({ work, resolve, reject }: Turn): void {
    this.#applied++
    try {
      resolve(work() as never)
    } catch (error) {
      reject(error)
    }
  }

  async #append(octets: Uint8Array): Promise<void> {
    if (this.#segment && this.#segment.octets >= SEGMENT_OCTETS) await this.#seal()
    this.#segment ??= await this.#begin()
    await this.#segment.file.append(octets)
    this.#segment.octets += octets.length
  }

  async #begin(): Promise<Segment> {
    const first = this.#written + 1
    const path = join(this.#folder, `${String(first).padStart(12, '0')}${ENDING}`)
    return { file: await this.#disk.create(path), path, first, octets: 0 }
  }

  /** Nothing more goes into the segment, whatever became of the last write to it. */
  async #seal(): Promise<void> {
    const segment = this.#segment
    if (!segment) return
    this.#segment = undefined
    // Without an entry it gives its name to the next, which empties it.
    const { path, first } = segment
    if (first <= this.#written) this.#sealed.push({ path, last: this.#written })
    await segment.file.close().catch(() => undefined)
  }

  /** The batch as octets, in a buffer that the next batch uses again. */
  #encoded(batch: readonly Turn[]): Uint8Array {
    let at = 0
    for (const { letter, payload } of batch) {
      const needed = at + HEADER_OCTETS + 1 + payload.length * 3
      if (needed > this.#octets.length) this.#octets = grown(this.#octets, needed)
      this.#octets[at + HEADER_OCTETS] = letter
      const length = 1 + this.#octets.write(payload, at + HEADER_OCTETS + 1)
      const body = this.#octets.subarray(at + HEADER_OCTETS, at + HEADER_OCTETS + length)
      this.#octets.writeUInt32BE(length, at)
      this.#octets.writeUInt32BE(crc32(body), at + 4)
      at += HEADER_OCTETS + length
    }
    return this.#octets.subarray(0, at)
  }

  #segments(): { readonly path: string; readonly first: number }[] {
    return this.#disk
      .list(this.#folder)
      .filter((name) => name.endsWith(ENDING))
      .toSorted()
      .map((name) => ({ path: join(this.#folder, name), first: Number.parseInt(name, 10) }))
  }

  #read(path: string): Buffer {
    try {
      return this.#disk.read(path)
    } catch (error) {
      throw damaged(path, errnoSays(error), error)
    }
  }

  #replay(path: string, payload: string): void {
    const replay = this.#books.get(payload[0] ?? '')
    if (!replay) throw damaged(path, 'an entry of a newer program')
    replay(payload.slice(1))
  }
}

/** The payloads of a segment up to the first that is not whole: zeros, cut short, or with a wrong CRC. */
function* entriesOf(octets: Buffer): Generator<string> {
  for (let at = 0; at + HEADER_OCTETS <= octets.length; ) {
    const length = octets.readUInt32BE(at)
    const body = octets.subarray(at + HEADER_OCTETS, at + HEADER_OCTETS + length)
    const isWhole =
      length > 0 && body.length === length && crc32(body) === octets.readUInt32BE(at + 4)
    if (!isWhole) return
    yield body.toString()
    at += HEADER_OCTETS + length
  }
}

function grown(octets: Buffer, needed: number): Buffer<ArrayBuffer> {
  const larger = Buffer.alloc(Math.max(needed, octets.length * 2))
  octets.copy(larger)
  return larger
}

function damaged(path: string, what: string, cause?: unknown): Fault {
  const says = `${path} is damaged at ${what}; put the whole folder back from a backup`
  return new Fault('store/corrupt', { file: path, says }, cause)
}

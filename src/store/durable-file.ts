import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import type { SyncAdapter } from 'lowdb'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'

/** What a document file holds: its rows, and enough to know that they are whole and how new they are. */
export type Content = {
  readonly generation: number
  readonly rows: readonly unknown[]
}

/** A file as it stands, whoever wrote it; `isWhole` when its checksum agrees. */
export type Found = Content & { readonly isWhole: boolean }

/** What can be wrong with a document. `edited` and `older` can be accepted as they stand. */
export type DocumentWrong = 'damaged' | 'edited' | 'older'

/** How many older generations stay beside the file, `name.json.1` the newest of them. */
const GENERATIONS_KEPT = 5

/**
 * lowdb's adapter to one JSON file, made durable: written beside, synced, renamed, folder synced; read
 * only if its checksum agrees. What it replaces is kept as a numbered generation.
 */
export class DurableFile implements SyncAdapter<Content> {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** The content, or `null` where there is no file. A damaged file is a `Fault` that names it. */
  read(): Content | null {
    const found = this.readAsIs()
    if (found && !found.isWhole)
      throw documentFault(this.#path, 'edited', 'was changed outside this program')
    return found
  }

  /** What can be read of the file, its checksum only compared. A `Fault` when it holds no rows. */
  readAsIs(): Found | null {
    if (!existsSync(this.#path)) return null
    const found = parse(this.#text())
    if (!found) throw documentFault(this.#path, 'damaged', 'is not a document, or is cut short')
    return found
  }

  /** The newest older generation that is whole, with its file's name. */
  before(): { readonly file: string; readonly content: Content } | undefined {
    for (let n = 1; n <= GENERATIONS_KEPT; n++) {
      const file = `${this.#path}.${n}`
      const found = existsSync(file) ? parse(readFileSync(file, 'utf8')) : undefined
      if (found?.isWhole) return { file: basename(file), content: found }
    }
    return undefined
  }

  write(content: Content): void {
    this.#put(textOf(content), () => this.#shiftGenerations())
  }

  /** Gives what is there its generation and checksum; nothing older is pushed out. Returns the way back. */
  restamp(content: Content): () => void {
    const before = this.#text()
    this.#put(textOf(content))
    return () => this.#put(before)
  }

  #put(text: string, makeRoom = () => {}): void {
    const temporary = `${this.#path}.new`
    try {
      writeSynced(temporary, text)
      makeRoom()
      renameSync(temporary, this.#path)
      syncFolder(dirname(this.#path))
    } catch (error) {
      rmSync(temporary, { force: true })
      const says = `${this.#path} cannot be written: ${errnoSays(error)}`
      throw new Fault('store/full', { file: this.#path, says }, error)
    }
  }

  #text(): string {
    try {
      return readFileSync(this.#path, 'utf8')
    } catch (error) {
      const why = `cannot be read: ${errnoSays(error)}`
      throw documentFault(this.#path, 'damaged', why, 'make it readable to this account')
    }
  }

  #shiftGenerations(): void {
    for (let n = GENERATIONS_KEPT - 1; n >= 1; n--) {
      if (existsSync(`${this.#path}.${n}`))
        renameSync(`${this.#path}.${n}`, `${this.#path}.${n + 1}`)
    }
    if (existsSync(this.#path)) writeSynced(`${this.#path}.1`, readFileSync(this.#path, 'utf8'))
  }
}

/** A document that cannot be used as it is: `detail.fix` is the way out, which `says` ends with. */
export function documentFault(
  path: string,
  state: DocumentWrong,
  why: string,
  fix = wayOut(path, state),
): Fault {
  const what = `${path} ${why}`
  return new Fault('store/corrupt', { file: path, state, what, fix, says: `${what}; ${fix}` })
}

function wayOut(path: string, state: DocumentWrong): string {
  const accept = `\`phu-song document accept ${basename(path, '.json')}\``
  if (state !== 'damaged') return `${accept} shows what it holds and can adopt it`
  const older = existsSync(`${path}.1`) ? `${path}.1` : 'the one of a backup'
  return `copy ${older} over it, then ${accept}`
}

function textOf(content: Content): string {
  return `${JSON.stringify({ sha256: digest(content), ...content }, null, 2)}\n`
}

function digest({ generation, rows }: Content): string {
  return createHash('sha256').update(JSON.stringify({ generation, rows })).digest('hex')
}

const isPolluting = (key: string) => ['__proto__', 'constructor', 'prototype'].includes(key)

function parse(text: string): Found | undefined {
  try {
    const value = JSON.parse(text, (key, inner) => (isPolluting(key) ? undefined : inner))
    if (!Array.isArray(value?.rows)) return undefined
    const content = { generation: generationOf(value.generation), rows: value.rows }
    return { ...content, isWhole: value.sha256 === digest(content) }
  } catch {
    return undefined
  }
}

function generationOf(said: unknown): number {
  return Number.isSafeInteger(said) && Number(said) >= 0 ? Number(said) : 0
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  try {
    // Loops until every octet is taken: one write(2) to a disk that fills up may take only some.
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes the names in a folder survive a power cut, as `fsync` of a file does its content. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

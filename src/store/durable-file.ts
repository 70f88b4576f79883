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
import { dirname } from 'node:path'
import type { SyncAdapter } from 'lowdb'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'

/** What a document file holds: its rows, and enough to know that they are whole and how new they are. */
export type Content = {
  readonly generation: number
  readonly rows: readonly unknown[]
}

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
    if (!existsSync(this.#path)) return null
    const file = parse(this.#text())
    if (!file) throw this.#damaged('is not a document of this program')
    if (file.sha256 !== digest(file))
      throw this.#damaged('was changed or cut short outside this program')
    return file
  }

  write(content: Content): void {
    const temporary = `${this.#path}.new`
    const text = JSON.stringify({ sha256: digest(content), ...content }, null, 2)
    try {
      writeSynced(temporary, `${text}\n`)
      this.#shiftGenerations()
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
      const says = `${this.#path} cannot be read: ${errnoSays(error)}`
      throw new Fault('store/corrupt', { file: this.#path, says }, error)
    }
  }

  #shiftGenerations(): void {
    for (let n = GENERATIONS_KEPT - 1; n >= 1; n--) {
      if (existsSync(`${this.#path}.${n}`))
        renameSync(`${this.#path}.${n}`, `${this.#path}.${n + 1}`)
    }
    if (existsSync(this.#path)) writeSynced(`${this.#path}.1`, readFileSync(this.#path, 'utf8'))
  }

  #damaged(why: string): Fault {
    const says = `${this.#path} ${why}; the generation before it is ${this.#path}.1`
    return new Fault('store/corrupt', { file: this.#path, says })
  }
}

function digest({ generation, rows }: Content): string {
  return createHash('sha256').update(JSON.stringify({ generation, rows })).digest('hex')
}

const isPolluting = (key: string) => ['__proto__', 'constructor', 'prototype'].includes(key)

function parse(text: string): (Content & { readonly sha256: string }) | undefined {
  try {
    const value = JSON.parse(text, (key, inner) => (isPolluting(key) ? undefined : inner))
    const isDocument =
      Number.isInteger(value?.generation) &&
      Array.isArray(value.rows) &&
      typeof value.sha256 === 'string'
    return isDocument ? value : undefined
  } catch {
    return undefined
  }
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

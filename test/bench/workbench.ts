import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NODE_ENVIRONMENT, NODE_FLAGS } from '#src/node-start.mjs'

const TMPFS = 0x01021994
const STOP_MS = 10_000
const INTERRUPTED = 130

/** A process of ours that does one job at a time and answers it. */
export type Worker = { readonly ask: <T>(job: object) => Promise<T> }

/** A program of somebody else, running until `stop`. */
export type Running = { readonly child: ChildProcess; readonly stop: () => Promise<void> }

/** A folder that nothing can be measured in, and why. */
export class UnfitFolder extends Error {}

/**
 * One folder on a disk and the processes that work in it. Disposing it, or an interrupt, ends exactly
 * those processes and removes the folder.
 */
export class Workbench implements AsyncDisposable {
  readonly folder: string
  readonly #running = new Set<Running>()
  readonly #interrupt = () => {
    void this[Symbol.asyncDispose]().finally(() => process.exit(INTERRUPTED))
  }

  /** `parent` must be on a disk: what memory keeps proves nothing about durability. */
  constructor(parent: string) {
    if (!existsSync(parent)) throw new UnfitFolder(`${parent} does not exist`)
    if (statfsSync(parent).type === TMPFS) throw new UnfitFolder(`${parent} is in memory`)
    this.folder = mkdtempSync(join(parent, 'phu-song-bench-'))
    // PostgreSQL runs as another user, who must get through to a folder of its own.
    chmodSync(this.folder, 0o711)
    process.once('SIGINT', this.#interrupt)
    process.once('SIGTERM', this.#interrupt)
  }

  /** A new folder in the folder. */
  room(name: string): string {
    const path = join(this.folder, name)
    mkdirSync(path, { mode: 0o700 })
    return path
  }

  /** Starts `file` of this folder as a process that answers jobs, with flags of V8 besides the server's. */
  worker(file: string, flags: readonly string[] = []): Worker & Running {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      serialization: 'advanced',
      execArgv: [...NODE_FLAGS, ...flags],
      env: { ...process.env, ...NODE_ENVIRONMENT },
    })
    const running = this.#keep(child, 'SIGTERM')
    return { ...running, ask: (job) => ask(child, file, job) }
  }

  /** Starts a program, to be ended with `stopSignal`. */
  run(
    command: string,
    args: readonly string[],
    options: SpawnOptions,
    stopSignal: NodeJS.Signals = 'SIGTERM',
  ): Running {
    return this.#keep(spawn(command, args, options), stopSignal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('SIGINT', this.#interrupt)
    process.off('SIGTERM', this.#interrupt)
    await Promise.all([...this.#running].map(({ stop }) => stop()))
    rmSync(this.folder, { recursive: true, force: true })
  }

  #keep(child: ChildProcess, signal: NodeJS.Signals): Running {
    const ended = once(child, 'exit')
    const running = {
      child,
      stop: async () => {
        this.#running.delete(running)
        if (child.exitCode !== null || child.signalCode !== null) return
        child.kill(signal)
        const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
        await ended
        clearTimeout(impatience)
      },
    }
    this.#running.add(running)
    return running
  }
}

/** What a worker does with each job it is sent. A job that throws ends it. */
export function answerJobs<Job>(answer: (job: Job) => Promise<unknown>): void {
  process.on('message', (job: Job) => {
    answer(job).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: (error as Error).stack }),
    )
  })
  process.on('disconnect', () => process.exit())
  process.on('SIGTERM', () => process.exit())
  // The bench ends its workers itself when the terminal interrupts all of them.
  process.on('SIGINT', () => undefined)
}

async function ask<T>(child: ChildProcess, name: string, job: object): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const onMessage = ({ result, error }: { result: T; error?: string }) =>
    error === undefined ? resolve(result) : reject(new Error(`${name}: ${error}`))
  const onExit = () => reject(new Error(`${name} ended before it had answered`))
  child.once('message', onMessage)
  child.once('exit', onExit)
  child.send(job)
  try {
    return await promise
  } finally {
    child.off('message', onMessage)
    child.off('exit', onExit)
  }
}

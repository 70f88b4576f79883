import { once } from 'node:events'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { errorOf, type Failure } from '#src/kernel/failure.ts'
import type { Batch } from './batch.ts'

/** What the thread is started with. */
export type ThreadData = {
  readonly path: string
  readonly port: MessagePort
  /** 1 once what was last sent is answered. */
  readonly isAnswered: Int32Array<SharedArrayBuffer>
}

/** A batch on its way to the thread. */
export type Order = { readonly number: number; readonly batch: Batch }

/** The thread's answer to an order: what it failed of, if it did. */
export type Answer = { readonly number: number; readonly failure: Failure | undefined }

type UnderWay = {
  readonly number: number
  readonly onDone: () => void
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** A batch is written in milliseconds, and SQLite waits 5 s for a lock; a thread past this is stuck. */
const ANSWER_MS_MAX = 15_000

/**
 * A thread with its own connection to the same database, which carries out batches so that the event
 * loop need not. One at a time. Whoever cannot go on without the last one may wait for it, and is then
 * told on the spot.
 */
export class Settler implements AsyncDisposable {
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #isAnswered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  #underWay: UnderWay | undefined
  #orders = 0
  #isAlive = true

  constructor(path: string) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    const workerData: ThreadData = { path, port: port2, isAnswered: this.#isAnswered }
    this.#worker = new Worker(new URL('settler-thread.ts', import.meta.url), {
      workerData,
      transferList: [port2],
    })
    this.#port.on('message', (answer: Answer) => this.#hear(answer))
    this.#worker.on('error', ({ message }) => this.#bury(message))
    this.#worker.on('exit', () => this.#bury('the thread that writes has ended'))
    this.#worker.unref()
    this.#port.unref()
  }

  /** Whether the thread is there to be asked. */
  get isAlive(): boolean {
    return this.#isAlive
  }

  /**
   * Has a batch carried out. `onDone` is called as soon as it is known to be in the database; the promise
   * rejects with a `Fault` when the database refused it.
   */
  carryOut(batch: Batch, onDone: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const number = ++this.#orders
      this.#underWay = { number, onDone, resolve, reject }
      Atomics.store(this.#isAnswered, 0, 0)
      this.#port.postMessage({ number, batch } satisfies Order)
    })
  }

  /** Returns once nothing is under way; `onDone` has then been called. */
  finish(): void {
    if (!this.#underWay) return
    Atomics.wait(this.#isAnswered, 0, 0, ANSWER_MS_MAX)
    const received = receiveMessageOnPort(this.#port) as { message: Answer } | undefined
    if (received) this.#hear(received.message)
    else this.#conclude({ says: 'the thread that writes does not answer' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.finish()
    if (!this.#isAlive) return
    this.#worker.ref()
    const exited = once(this.#worker, 'exit')
    this.#port.close()
    await exited
  }

  /** One that was given up may still answer: that is nobody's answer any more. */
  #hear({ number, failure }: Answer): void {
    if (number === this.#underWay?.number) this.#conclude(failure)
  }

  #bury(says: string): void {
    this.#isAlive = false
    this.#conclude({ says })
  }

  #conclude(failure: Failure | undefined): void {
    const underWay = this.#underWay
    this.#underWay = undefined
    if (!underWay) return
    if (failure) {
      underWay.reject(errorOf(failure))
      return
    }
    underWay.onDone()
    underWay.resolve()
  }
}

import { once } from 'node:events'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { errorOf, type Failure } from '#src/kernel/failure.ts'
import type { Batch, Writes } from './batch.ts'

/** What the thread is started with. */
export type ThreadData = {
  readonly path: string
  readonly port: MessagePort
  /** 1 once what was last sent is answered. */
  readonly isAnswered: Int32Array<SharedArrayBuffer>
}

/** A batch but for its parts, which the thread has by then. */
export type Order = Omit<Batch, 'parts'>

/** What the thread is sent: the parts of an order, and then to carry it out. Another order's are void. */
export type Message = { readonly number: number } & (
  | { readonly part: Writes }
  | { readonly order: Order }
)

/** The thread's answer to an order: what it failed of, if it did. */
export type Answer = { readonly number: number; readonly failure: Failure | undefined }

type UnderWay = {
  readonly number: number
  readonly onDone: () => void
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** A batch that the thread is told part by part. */
export type Ordering = {
  /** Hands over a part, which the thread keeps until all is carried out or another order begins. */
  readonly hand: (part: Writes) => void
  /**
   * Has all that was handed over carried out. `onDone` is called as soon as it is known to be in the
   * database; the promise rejects with a `Fault` when the database refused it.
   */
  readonly carryOut: (order: Order, onDone: () => void) => Promise<void>
}

/** A batch is written in milliseconds, and SQLite waits 5 s for a lock; a thread past this is stuck. */
const ANSWER_MS_MAX = 15_000

const ENDED = 'the thread that writes has ended'

/**
 * A thread with its own connection to the same database, which carries out batches so that the event
 * loop need not, nor hand them over in one go. One at a time. Whoever cannot go on without the last one
 * may wait for it, and is then told on the spot.
 */
export class Settler implements AsyncDisposable {
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #isAnswered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  #underWay: UnderWay | undefined
  #over: Promise<void> = Promise.resolve()
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
    this.#worker.on('exit', () => this.#bury(ENDED))
    this.#worker.unref()
    this.#port.unref()
  }

  /** Whether the thread is there to be asked. */
  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Resolves once nothing is under way, whatever became of it. */
  async finished(): Promise<void> {
    while (this.#underWay) await this.#over
  }

  /** Begins an order, and gives up one that was begun before and not yet to be carried out. */
  order(): Ordering {
    const number = ++this.#orders
    return {
      hand: (part) => this.#port.postMessage({ number, part } satisfies Message),
      carryOut: (order, onDone) => this.#carryOut(number, order, onDone),
    }
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

  #carryOut(number: number, order: Order, onDone: () => void): Promise<void> {
    const carriedOut = new Promise<void>((resolve, reject) => {
      this.#underWay = { number, onDone, resolve, reject }
      if (!this.#isAlive) {
        this.#conclude({ says: ENDED })
        return
      }
      Atomics.store(this.#isAnswered, 0, 0)
      this.#port.postMessage({ number, order } satisfies Message)
    })
    this.#over = carriedOut.catch(() => undefined)
    return carriedOut
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

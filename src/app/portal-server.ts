import { setTimeout as wait } from 'node:timers/promises'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { HttpServer } from '#src/http/serve.ts'
import { answerCalls } from '#src/kernel/calls.ts'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import { errorOf, type Failure } from '#src/kernel/failure.ts'
import type { Log, LogFields } from '#src/kernel/log.ts'
import type { PortalCalls } from './portal-ports.ts'

/** What the thread says. */
export type Told =
  | { readonly kind: 'listening'; readonly port: number; readonly url: string }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'log'; readonly event: string; readonly fields: LogFields | undefined }

export type PortalServerOptions = {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  readonly isDemo: boolean
  readonly log: Log
}

/** What the thread is started with. */
export type PortalThreadData = Omit<PortalServerOptions, 'log'>

/** What the thread is told: to listen, asking the house over this port; to close. */
export type Order =
  | {
      readonly kind: 'open'
      readonly calls: MessagePort
      readonly names: readonly (keyof PortalCalls)[]
    }
  | { readonly kind: 'close' }

/** Far more than the pages of a city take; whoever makes it take more ends the thread, and nothing else. */
const OLD_MEBIBYTES = 256

/** Until a thread that has ended is started again. */
const AGAIN_MS: Millis = SECOND
/** What answers under way may take when the server closes. */
const CLOSING_MS_MAX: Millis = 5 * SECOND

type Thread = HttpServer & { readonly ended: Promise<string> }

/** A thread that loads its program, and listens once it is told whom to ask. */
export type PortalThread = AsyncDisposable & {
  readonly open: (functions: PortalCalls) => Promise<Thread>
}

/**
 * The portal, in a thread of its own: however many pages are asked for, RADIUS waits for none of them.
 * What only the house knows the thread asks here, a few plain words a page. A thread that ends is started
 * again on the same port. Throws a `Fault` when the port cannot be had.
 *
 * `begun` is a thread that was started with these options while there was no house yet.
 */
export async function openPortalServer(
  calls: PortalCalls,
  options: PortalServerOptions,
  begun: PortalThread = beginPortalThread(options),
): Promise<HttpServer> {
  let isClosing = false
  let thread = await begun.open(calls)
  const { port, url } = thread

  const keepServing = async () => {
    while (!isClosing) {
      const error = await thread.ended
      if (isClosing) return
      options.log('portal.ended', { error })
      await wait(AGAIN_MS, undefined, { ref: false })
      try {
        thread = await beginPortalThread({ ...options, port }).open(calls)
      } catch (fault) {
        options.log('portal.not-started', { error: (fault as Error).message })
      }
    }
  }
  const serving = keepServing()
  return {
    port,
    url,
    [Symbol.asyncDispose]: async () => {
      isClosing = true
      await thread[Symbol.asyncDispose]()
      await serving
      // It may have been started again just then.
      await thread[Symbol.asyncDispose]()
    },
  }
}

/** Starts a thread. */
export function beginPortalThread({ host, port, isDemo, log }: PortalServerOptions): PortalThread {
  const worker = new Worker(new URL('portal-thread.ts', import.meta.url), {
    workerData: { host, port, isDemo } satisfies PortalThreadData,
    resourceLimits: { maxOldGenerationSizeMb: OLD_MEBIBYTES },
  })
  const ended = endOf(worker)
  const closing = { [Symbol.asyncDispose]: () => close(worker, ended) }
  const listening = new Promise<{ port: number; url: string }>((resolve, reject) => {
    void ended.then((says) => reject(new Error(says)))
    worker.on('message', (told: Told) => {
      if (told.kind === 'log') log(told.event, told.fields)
      else if (told.kind === 'listening') resolve(told)
      else reject(errorOf(told.failure))
    })
  })
  // Whoever opens it is told; whoever never does need not be.
  listening.catch(() => undefined)
  const open = async (functions: PortalCalls) => {
    const { port1: answers, port2: calls } = new MessageChannel()
    const names = Object.keys(functions) as (keyof PortalCalls)[]
    worker.postMessage({ kind: 'open', calls, names } satisfies Order, [calls])
    answerCalls(answers, functions)
    return { ...(await listening), ended, ...closing }
  }
  return { open, ...closing }
}

/** Resolves with why, once the thread has ended. */
function endOf(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.on('error', ({ message }) => resolve(message))
    worker.on('exit', () => resolve('the thread of the portal has ended'))
  })
}

async function close(worker: Worker, ended: Promise<string>): Promise<void> {
  worker.postMessage({ kind: 'close' } satisfies Order)
  await Promise.race([ended, wait(CLOSING_MS_MAX, undefined, { ref: false })])
  await worker.terminate()
}

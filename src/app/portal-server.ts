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
export type PortalThreadData = Omit<PortalServerOptions, 'log'> & {
  /** Where it asks the house. */
  readonly calls: MessagePort
  readonly names: readonly (keyof PortalCalls)[]
}

/** Far more than the pages of a city take; whoever makes it take more ends the thread, and nothing else. */
const OLD_MEBIBYTES = 256

/** Until a thread that has ended is started again. */
const AGAIN_MS: Millis = SECOND
/** What answers under way may take when the server closes. */
const CLOSING_MS_MAX: Millis = 5 * SECOND

type Thread = HttpServer & { readonly ended: Promise<string> }

/**
 * The portal, in a thread of its own: however many pages are asked for, RADIUS waits for none of them.
 * What only the house knows the thread asks here, a few plain words a page. A thread that ends is started
 * again on the same port. Throws a `Fault` when the port cannot be had.
 */
export async function openPortalServer(
  calls: PortalCalls,
  options: PortalServerOptions,
): Promise<HttpServer> {
  let isClosing = false
  let thread = await startThread(calls, options)
  const { port, url } = thread

  const keepServing = async () => {
    while (!isClosing) {
      const error = await thread.ended
      if (isClosing) return
      options.log('portal.ended', { error })
      await wait(AGAIN_MS, undefined, { ref: false })
      try {
        thread = await startThread(calls, { ...options, port })
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

async function startThread(
  functions: PortalCalls,
  { host, port, isDemo, log }: PortalServerOptions,
): Promise<Thread> {
  const { port1: answers, port2: calls } = new MessageChannel()
  const names = Object.keys(functions) as (keyof PortalCalls)[]
  const worker = new Worker(new URL('portal-thread.ts', import.meta.url), {
    workerData: { host, port, isDemo, calls, names } satisfies PortalThreadData,
    transferList: [calls],
    resourceLimits: { maxOldGenerationSizeMb: OLD_MEBIBYTES },
  })
  answerCalls(answers, functions)
  const ended = endOf(worker)
  const listening = await new Promise<{ port: number; url: string }>((resolve, reject) => {
    void ended.then((says) => reject(new Error(says)))
    worker.on('message', (told: Told) => {
      if (told.kind === 'log') log(told.event, told.fields)
      else if (told.kind === 'listening') resolve(told)
      else reject(errorOf(told.failure))
    })
  })
  return { ...listening, ended, [Symbol.asyncDispose]: () => close(worker, ended) }
}

/** Resolves with why, once the thread has ended. */
function endOf(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.on('error', ({ message }) => resolve(message))
    worker.on('exit', () => resolve('the thread of the portal has ended'))
  })
}

async function close(worker: Worker, ended: Promise<string>): Promise<void> {
  worker.postMessage('close')
  await Promise.race([ended, wait(CLOSING_MS_MAX, undefined, { ref: false })])
  await worker.terminate()
}
